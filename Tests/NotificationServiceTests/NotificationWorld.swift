import FoundationEssentials
import HTTP
import JSON
import Messaging
import Observability
import Postgres
import Reactor
import ServiceKit
import TestSupport
import TodoCore
import TodoStore

@testable import NotificationService

/// One replica of the service over the running test's database, with a scripted way out and a clock of its own.
@LoopActor final class NotificationWorld {
    nonisolated static let zones: ZoneDatabase = {
        do { return try ZoneFiles.read() } catch { preconditionFailure("\(error)") }
    }()

    let postgres: PostgresClient
    let user: UserID
    /// What the replica takes for now; deliveries go by the database's clock, so it starts at the true one.
    let clock: ManualClock
    let breakerClock = BreakerClock()
    let channel = ScriptedChannel()
    let log = LogRecorder()
    let metrics = Metrics()
    let router = Router<PlainContext>()
    let subscriptions: Subscriptions
    let reminders: ReminderWorker
    let delivery: DeliveryWorker
    let upkeep: DeliveryUpkeep
    let commits = Tally()

    /// The instant of the breaker's clock, which a test moves.
    final class BreakerClock: @unchecked Sendable {
        var now = LoopClock.Instant(nanoseconds: 0)
    }

    init(_ postgres: PostgresClient, user: UserID, clock: ManualClock = ManualClock(at: Date().inMicroseconds)) {
        (self.postgres, self.user, self.clock) = (postgres, user, clock)
        let (breakerClock, commits) = (breakerClock, commits)
        let ids = IdentifierSource { .random(in: .min ... .max) }
        let events = EventContexts(ids: ids, committed: { commits.add() })
        let store = DeliveryStore(postgres, committed: { commits.add() })
        let deliveryMetrics = DeliveryMetrics(metrics)
        let delivery = DeliveryWorker(
            channel, store, events: events, now: { clock.date }, clock: { breakerClock.now }, logger: log.logger(),
            metrics: deliveryMetrics)
        self.delivery = delivery
        upkeep = DeliveryUpkeep(
            postgres, store, events: events, now: { clock.date }, logger: log.logger(), metrics: deliveryMetrics)
        let notificationMetrics = NotificationMetrics(metrics)
        let writer = NotificationWriter(
            notifications: NotificationStore(postgres), metrics: notificationMetrics, wakeDelivery: { delivery.wake() })
        let users = UserStore(postgres)
        reminders = ReminderWorker(
            DueReminders(
                postgres: postgres, users: users, limits: ReminderStore.Limits(), writer: writer, events: events,
                zones: Self.zones, instant: { _ in clock.date }),
            DueNotices(
                postgres: postgres, users: users, writer: writer, events: events, zones: Self.zones,
                instant: { _ in clock.date }),
            logger: log.logger(), metrics: notificationMetrics)
        subscriptions = Subscriptions(
            consumer: EventContexts.source, postgres, pubsub: "kafka-pubsub", logger: log.logger(), metrics: metrics,
            now: { clock.date }, committed: { commits.add() })
        TaskEventSubscriber(users: users, writer: writer, zones: Self.zones, ids: ids, now: { clock.date })
            .subscribe(to: subscriptions)
        subscriptions.addRoutes(to: router)
    }

    /// Runs `body` with a replica and one user, Ann.
    static func run(_ body: @LoopActor (NotificationWorld) async throws -> Void) async throws {
        try await TestDatabase.withClient { postgres in
            let user = UserID.sample()
            _ = try await postgres.write(
                "INSERT INTO users (id, email, name) VALUES (\(user), 'ann@example.org', 'Ann')")
            try await body(NotificationWorld(postgres, user: user))
        }
    }

    /// Another replica over the same database, at the same instant.
    func replica() -> NotificationWorld { NotificationWorld(postgres, user: user, clock: clock) }

    var now: Date { clock.date }

    // MARK: What there is

    @discardableResult func create(
        due: Date? = nil, tags: [String] = [], remindAt: [Date] = [], nextNoticeAt: Date? = nil
    ) async throws -> TodoTask {
        let task = TodoTask.sample(
            of: user, due: due.map(Due.at), tags: tags, reminders: remindAt.map { .sample(at: $0) },
            nextNoticeAt: nextNoticeAt)
        if !tags.isEmpty {
            _ = try await TagStore(postgres, ids: IdentifierSource { .random(in: .min ... .max) })
                .ensure(tags, of: user, now: now)
        }
        _ = try await TaskWriter(postgres).create(task, events: [], log: [])
        return task
    }

    /// Stores notifications with a mail each, due now.
    func store(_ count: Int = 1, kind: NotificationKind = .due, task: TodoTask.ID? = nil) async throws {
        let plans = (0..<count).map { _ in
            NotificationPlan.sample(of: user, key: UUID().text, kind: kind, at: Date(), task: task)
        }
        try await postgres.withTransaction { transaction in
            _ = try await NotificationStore(self.postgres).insert(plans, in: transaction)
        }
    }

    func context() -> EventContext { .sample(by: user, at: now) }

    // MARK: What the sidecar brings

    /// Delivers the events in one bulk request; answers the statuses in their order.
    @discardableResult func deliver(_ events: [String], topic: String = "task-events") async throws -> [String] {
        let entries = events.enumerated().map { #"{"entryId":"\#($0)","event":\#($1)}"# }
        let body = #"{"id":"b","entries":["# + entries.joined(separator: ",") + "]}"
        let response = await router.respond(
            to: try HTTPRequest(
                .post, "/api/events/\(topic)", headers: ["Content-Type": "application/json"], body: Array(body.utf8)))
        guard case .json(let bytes) = response.body else { return ["\(response.status)"] }
        return try JSONReader.parse(bytes)["statuses"]?.array?.compactMap { $0["status"]?.string } ?? []
    }

    @discardableResult func deliver(_ events: [OutboxEvent]) async throws -> [String] {
        try await deliver(events.map(\.payload.text), topic: events[0].topics[0].rawValue)
    }

    // MARK: What is in the database

    func count(_ table: SQL) async throws -> Int {
        try await postgres.read("SELECT count(*) FROM \(table)")[0].int(0)
    }

    func run(_ sql: SQL) async throws { _ = try await postgres.write(sql) }

    /// The kinds of all notifications, sorted.
    func kinds() async throws -> [String] {
        try await postgres.read("SELECT kind FROM notifications ORDER BY kind").map { $0.string(0) }
    }

    /// The types of all events in the outbox, in their order.
    func published() async throws -> [String] {
        try await postgres.read("SELECT type FROM outbox_events ORDER BY id").map { $0.string(0) }
    }

    /// Status, attempts and the attempts' outcomes of each delivery: `sent 2 unknown,sent`.
    func deliveries() async throws -> [String] {
        try await postgres.read(
            """
            SELECT d.status, d.attempts, coalesce(string_agg(a.outcome, ',' ORDER BY a.attempt), '')
              FROM notification_deliveries d LEFT JOIN delivery_attempts a ON a.delivery_id = d.id
             GROUP BY d.id ORDER BY d.id
            """
        ).map { "\($0.string(0)) \($0.int(1)) \($0.string(2))" }
    }

    /// Makes every write to a table fail, until ``mend(_:)``.
    func breakTable(_ table: String) async throws {
        try await run(
            """
            CREATE OR REPLACE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS
            $$ BEGIN RAISE EXCEPTION 'refused'; END $$
            """)
        try await run(
            """
            CREATE TRIGGER refuse BEFORE INSERT OR UPDATE ON \(unescaped: table)
            FOR EACH ROW EXECUTE FUNCTION refuse()
            """)
    }

    func mend(_ table: String) async throws { try await run("DROP TRIGGER refuse ON \(unescaped: table)") }
}
