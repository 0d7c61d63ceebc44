import Messaging
import Observability
import Reactor
import ServiceKit
import TodoStore

/// Tells of reminders and due dates when their time has come.
///
/// The truth stands in SQL. Every second, or the moment the next one is due, it asks how long the next one has still to
/// wait; cron ticks only wake it. Any number of replicas may run: reminders are claimed with `SKIP LOCKED`, due dates by
/// one scanner at a time.
@LoopActor final class ReminderWorker: Service {
    nonisolated let name = "reminders"

    /// What one round did.
    struct Round: Equatable {
        var reminders = 0
        /// Tasks whose due date was looked at.
        var tasks = 0
    }

    private static let interval = Duration.seconds(1)

    private let reminders: DueReminders
    private let notices: DueNotices
    private let periodic: Periodic
    private let logger: Logger
    private let ages: (reminders: Gauge, notices: Gauge)
    private let times: (reminders: Histogram, notices: Histogram)

    init(_ reminders: DueReminders, _ notices: DueNotices, logger: Logger, metrics: NotificationMetrics) {
        (self.reminders, self.notices, self.logger) = (reminders, notices, logger)
        periodic = Periodic(every: Self.interval, logger: logger)
        ages = (metrics.oldestDueAge("reminders"), metrics.oldestDueAge("due_dates"))
        times = (metrics.claimTime("reminders"), metrics.claimTime("due_dates"))
    }

    /// Makes a round follow at once: a cron tick.
    func wake() { periodic.wake() }

    func run() async throws {
        await periodic.run { try await self.turn() }
    }

    func stop() async { await periodic.stop() }

    /// One batch of each.
    func runOnce() async throws -> Round {
        let round = Round(reminders: try await tellReminders(), tasks: try await tellNotices())
        if round != Round() {
            logger.info(
                "Told of what is due", ["reminders": LogValue(round.reminders), "tasks": LogValue(round.tasks)])
        }
        return round
    }

    /// A look, and a round when something is due; answers the pause until the next look.
    private func turn() async throws -> Duration? {
        async let reminder = reminders.secondsToNext()
        async let notice = notices.secondsToNext()
        let waits = (reminder: try await reminder, notice: try await notice)
        ages.reminders.set(max(0, -(waits.reminder ?? 0)))
        ages.notices.set(max(0, -(waits.notice ?? 0)))
        let next = min(waits.reminder ?? .infinity, waits.notice ?? .infinity)
        guard next <= 0 else {
            return next < 1 ? .milliseconds(Int(next * 1_000) + 1) : nil
        }
        // Nothing, when another replica is at it or all of it was settled in silence.
        return try await runOnce() == Round() ? .milliseconds(100) : .zero
    }

    private func tellReminders() async throws -> Int {
        let started = LoopClock.Instant.now
        let count = try await reminders.runOnce()
        if count > 0 { times.reminders.observe(started.duration(to: .now)) }
        return count
    }

    private func tellNotices() async throws -> Int {
        let started = LoopClock.Instant.now
        let count = try await notices.runOnce() ?? 0
        if count > 0 { times.notices.observe(started.duration(to: .now)) }
        return count
    }
}
