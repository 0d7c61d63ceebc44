import FoundationEssentials
import Observability
import Postgres
import Reactor
import ServiceKit
import TodoCore
import TodoStore

/// Deletes for good what has lain in the trash long enough. Any replica may: each passes over what others have locked.
@LoopActor final class TrashRetention: Service {
    let name = "trash-retention"
    private let postgres: PostgresClient
    private let tasks: TaskStore
    private let writer: TaskWriter
    private let ids: IdentifierSource
    private let retention: Duration
    private let now: @Sendable () -> Date
    private let periodic: Periodic

    init(
        _ postgres: PostgresClient, writer: TaskWriter, ids: IdentifierSource, keeping retention: Duration,
        now: @escaping @Sendable () -> Date, logger: Logger
    ) {
        self.postgres = postgres
        self.writer = writer
        self.ids = ids
        self.retention = retention
        self.now = now
        tasks = TaskStore(postgres)
        periodic = Periodic(every: .seconds(600), jitter: 0.3, logger: logger)
    }

    func run() async throws {
        // A pause where many wait: users come first.
        await periodic.run { try await self.runOnce() == TaskCommands.purgedTogether ? .milliseconds(20) : nil }
    }

    func stop() async { await periodic.stop() }

    /// One transaction's worth; answers how many tasks went.
    func runOnce() async throws -> Int {
        try await postgres.withTransaction { transaction in
            let now = now()
            let limit = now.addingTimeInterval(-TimeInterval(retention.components.seconds))
            let expired = try await tasks.trash(
                deletedBy: limit, limit: TaskCommands.purgedTogether, lockedIn: transaction
            ).map(\.task)
            let events = expired.map { ($0.purge(at: now), context(now)) }
            try await writer.purge(
                expired, events: events.map { $0.outboxEvent($1) },
                log: events.map { $0.logEntry($1, requestID: nil, source: .cron) }, in: transaction)
            return expired.count
        }
    }

    private func context(_ now: Date) -> EventContext {
        let id: EventID = ids.next(at: now)
        return EventContext(
            eventID: id, now: now, actor: .service("api-gateway"), source: "api-gateway", correlationID: "\(id)")
    }
}
