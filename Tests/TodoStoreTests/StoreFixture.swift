import FoundationEssentials
import Postgres
import Reactor
import TestSupport
import TodoCore
import TodoStore

/// The stores over the running test's database, and shortcuts to fill it.
@LoopActor struct StoreFixture {
    let postgres: PostgresClient
    let user: UserID

    var writer: TaskWriter { TaskWriter(postgres) }
    var tasks: TaskStore { TaskStore(postgres) }
    var tags: TagStore { TagStore(postgres, ids: IdentifierSource { .random(in: .min ... .max) }) }
    var outbox: OutboxStore { OutboxStore(postgres) }
    var notifications: NotificationStore { NotificationStore(postgres) }

    /// Runs `body` with a client of the test's database in which one user exists.
    static func with<T: Sendable>(_ body: @LoopActor (StoreFixture) async throws -> T) async throws -> T {
        try await TestDatabase.withClient { postgres in
            let fixture = StoreFixture(postgres: postgres, user: .sample())
            try await fixture.insertUser(fixture.user)
            return try await body(fixture)
        }
    }

    func insertUser(_ id: UserID) async throws {
        _ = try await postgres.write(
            "INSERT INTO users (id, email, name) VALUES (\(id), \(id.description + "@example.org"), 'Ann')")
    }

    /// Creates the task with its event and log entry.
    @discardableResult func create(_ task: TodoTask, key: IdempotencyRecord? = nil) async throws -> WriteOutcome {
        let (event, entry) = records(.created, task)
        return try await writer.create(task, events: [event], log: [entry], key: key)
    }

    /// Writes a change as `task.updated`.
    @discardableResult func update(
        _ task: TodoTask, replacing old: TodoTask, key: IdempotencyRecord? = nil
    ) async throws -> WriteOutcome {
        let (event, entry) = records(.updated([]), task)
        return try await writer.update(task, replacing: old, events: [event], log: [entry], key: key)
    }

    func records(_ fact: TaskEvent.Fact, _ task: TodoTask) -> (OutboxEvent, EventLogEntry) {
        let context = EventContext.sample(by: task.userID)
        let event = TaskEvent(fact, task)
        return (event.outboxEvent(context), event.logEntry(context, requestID: "request-1"))
    }

    /// Stores notifications in a transaction of their own; answers the new ones.
    func insert(_ plans: [NotificationPlan]) async throws -> Set<TodoNotification.ID> {
        try await postgres.withTransaction { transaction in
            try await notifications.insert(plans, in: transaction)
        }
    }

    /// Marks a notification as read in a transaction of its own.
    func markRead(_ id: TodoNotification.ID, of user: UserID, at now: Date) async throws -> NotificationRow? {
        try await postgres.withTransaction { transaction in
            try await notifications.markRead(id, of: user, at: now, in: transaction)
        }
    }

    /// Marks all notifications as read in a transaction of its own.
    func markAllRead(of user: UserID, at now: Date) async throws -> Int {
        try await postgres.withTransaction { transaction in
            try await notifications.markAllRead(of: user, at: now, in: transaction)
        }
    }

    /// The only number of a query.
    func number(_ sql: SQL) async throws -> Int { try await postgres.read(sql)[0].int(0) }

    func run(_ sql: SQL) async throws { _ = try await postgres.write(sql) }

    func count(of table: String) async throws -> Int {
        try await number("SELECT count(*) FROM \(unescaped: table)")
    }
}
