import FoundationEssentials
import Messaging
import Observability
import Postgres
import Reactor
import ServiceKit
import TodoCore
import TodoStore

/// Makes the tasks of occurrences whose time has come.
///
/// The truth is `next_generate_at` in SQL; cron ticks, requests and its own timer only wake it. A round is safe at any
/// time, on any number of replicas at once: series are claimed with `SKIP LOCKED`, and the ledger lets each occurrence in
/// once.
@LoopActor final class RecurrenceWorker: Service {
    let name = "recurrence"

    /// The longest sleep; nobody waits longer for a series that another process has changed.
    private static let longestPause = Duration.seconds(60)
    private static let batch = 20

    private let postgres: PostgresClient
    private let series: RecurringTaskStore
    private let users: UserStore
    private let writer: OccurrenceWriter
    private let zones: ZoneDatabase
    private let limits: CatchUpPlan.Limits
    private let failpoints: Failpoints
    private let periodic: Periodic
    private let logger: Logger
    private let madeTasks: Counter
    private let missed: Counter
    private var oldestOverdue: TimeInterval = 0

    /// What one round did.
    struct Round: Equatable {
        var series = 0
        var tasks = 0
        var recorded = 0
    }

    init(
        _ postgres: PostgresClient, writer: OccurrenceWriter, zones: ZoneDatabase, limits: CatchUpPlan.Limits,
        failpoints: Failpoints, logger: Logger, metrics: Metrics
    ) {
        self.postgres = postgres
        series = RecurringTaskStore(postgres)
        users = UserStore(postgres)
        self.writer = writer
        self.zones = zones
        self.limits = limits
        self.failpoints = failpoints
        self.logger = logger
        periodic = Periodic(every: Self.longestPause, logger: logger)
        madeTasks = metrics.counter("recurrence_tasks_created_total", "Tasks made of occurrences.")()
        missed = metrics.counter(
            "recurrence_occurrences_recorded_total", "Occurrences recorded without a task: missed or paused.")()
        overdue = metrics.gauge(
            "recurrence_oldest_overdue_age_seconds", "How long the oldest due occurrence has been waiting.")()
    }

    private let overdue: Gauge

    /// Makes a round follow at once: a cron tick, a request.
    func wake() { periodic.wake() }

    func run() async throws {
        await periodic.run { try await self.turn() }
    }

    func stop() async { await periodic.stop() }

    /// One round; answers the pause until the next: none while there is more, else until the next series is due.
    private func turn() async throws -> Duration? {
        let round = try await runOnce()
        if round.series == Self.batch { return .zero }
        guard let seconds = try await series.secondsToNext() else { return nil }
        overdue.set(max(0, -seconds))
        return min(Self.longestPause, max(.milliseconds(5), .milliseconds(Int(seconds * 1_000) + 1)))
    }

    /// Claims due series, at most 20, and brings each up to the present in one transaction.
    func runOnce() async throws -> Round {
        let round = try await postgres.withTransaction { transaction in
            var round = Round()
            let (due, now) = try await self.series.claimDue(limit: Self.batch, in: transaction)
            let profiles = try await self.users.profiles(due.map(\.userID), in: transaction)
            for claimed in due {
                round.series += 1
                guard let profile = profiles[claimed.userID] else {
                    // The account is being deleted: its series ends with it, and must not be found due for ever.
                    try await self.retire(claimed, now, transaction)
                    continue
                }
                var series = claimed
                let plan = series.catchUpPlan(at: now, in: self.zone(of: series), limits: self.limits)
                let made = try await self.writer.carryOut(
                    plan, for: &series, of: profile, at: now, cause: self.cause(of: series, now), in: transaction)
                round.tasks += made.count
                round.recorded += plan.recorded.count
            }
            try await self.failpoints.reach("rec.after_insert_before_commit")
            return round
        }
        madeTasks.increment(by: round.tasks)
        missed.increment(by: round.recorded)
        if round.tasks + round.recorded > 0 {
            logger.info(
                "Occurrences dealt with",
                [
                    "series": LogValue(round.series), "tasks": LogValue(round.tasks),
                    "recorded": LogValue(round.recorded),
                ])
        }
        return round
    }

    private func zone(of series: RecurringTask) -> Zone { zones.zone(series.timezone) ?? .utc }

    private func cause(of series: RecurringTask, _ now: Date) -> OccurrenceWriter.Cause {
        OccurrenceWriter.Cause(
            .cron, actor: .service("recurring-task-service"), correlationID: "series:\(series.id):\(now.rfc3339)")
    }

    private func retire(_ series: RecurringTask, _ now: Date, _ transaction: PostgresTransaction) async throws {
        var retired = series
        guard retired.delete(at: now) != nil else { return }
        try await RecurringTaskWriter().update(retired, events: [], log: [], in: transaction)
    }
}
