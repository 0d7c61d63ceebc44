import Configuration
import FoundationEssentials
import JSON
import Observability
import Postgres
import Reactor
import ServiceKit
import TestSupport
import Testing
import TodoCore
import TodoStore

@testable import RecurringTaskService

@LoopActor @Suite(.todoDatabase, .noHanging) struct CompletionSubscriberTests {
    private let ids = IdentifierSource { .random(in: .min ... .max) }
    private let zones: ZoneDatabase
    private let now = Fixture.date("2026-09-30T10:00:01Z")

    private enum Fixture {
        static func date(_ text: String) -> Date {
            guard let date = try? Timestamp.parse(text) else { preconditionFailure("not a time: \(text)") }
            return date
        }
    }

    init() throws { zones = try ZoneFiles.read() }

    private func writer(_ postgres: PostgresClient) -> OccurrenceWriter {
        OccurrenceWriter(
            tasks: TaskWriter(postgres), series: RecurringTaskWriter(), zones: zones, ids: ids,
            source: "recurring-task-service")
    }

    private func subscriber(_ postgres: PostgresClient) -> CompletionSubscriber {
        let now = now
        return CompletionSubscriber(
            writer: writer(postgres), stores: OccurrenceWriter.Stores(postgres), zones: zones, now: { now })
    }

    /// A task that begins a weekly series, due on Monday 14 September.
    private func begin(on postgres: PostgresClient) async throws -> TodoTask {
        let user = UserID.sample()
        _ = try await postgres.write(
            "INSERT INTO users (id, email, name) VALUES (\(user), \(user.description + "@example.org"), 'Ann')")
        let made = Fixture.date("2026-09-01T07:00:00Z")
        let draft = TaskDraft(
            title: "Review", due: .at(Fixture.date("2026-09-14T08:00:00Z")),
            recurrence: TaskRecurrence(.every(1, .week), timezone: "UTC"))
        var (task, _) = TodoTask.create(
            draft, id: ids.next(at: made), userID: user, at: made,
            rules: TaskRules(zone: .utc, zones: zones, ids: ids))
        let begun = RecurringTask.begin(with: &task, id: ids.next(at: made), at: made, in: .utc, zones: zones)
        let series = try #require(begun?.series)
        let first = task
        try await postgres.withTransaction { transaction in
            try await RecurringTaskWriter().create(series, in: .utc, events: [], log: [], in: transaction)
            try await writer(postgres).enterFirst(first, of: series, at: made, in: transaction)
            let outcome = try await TaskWriter(postgres).create(first, events: [], log: [], in: transaction)
            #expect(outcome == .saved)
        }
        return task
    }

    /// Completes the task as a user does, and answers the event that tells of it.
    private func complete(_ task: TodoTask, at instant: String, on postgres: PostgresClient) async throws -> CloudEvent
    {
        var done = task
        let event = try #require(try done.complete(at: Fixture.date(instant)))
        let row = event.outboxEvent(.sample(by: task.userID))
        #expect(try await TaskWriter(postgres).update(done, replacing: task, events: [row], log: []) == .saved)
        return try CloudEvent.decode(row.payload.bytes)
    }

    private func open(of user: UserID, on postgres: PostgresClient) async throws -> [String] {
        try await postgres.read(
            "SELECT due_date FROM tasks WHERE user_id = \(user) AND status = 'pending' ORDER BY due_date"
        ).map { $0.date(0).rfc3339 }
    }

    private func ledger(of task: TodoTask, on postgres: PostgresClient) async throws -> [String] {
        try await OccurrenceLedger.rows(of: try #require(task.recurringTaskID), in: postgres).map {
            "\($0.at.rfc3339.prefix(10)) \($0.status.rawValue)"
        }
    }

    @Test func twoReplicasAndASecondDeliveryMakeOneTaskE45() async throws {
        try await TestDatabase.withClient { postgres in
            let task = try await begin(on: postgres)
            let event = try await complete(task, at: "2026-09-30T10:00:00Z", on: postgres)
            let subscriber = subscriber(postgres)
            let answers = await concurrently(4) { _ in
                try await postgres.withTransaction { transaction in
                    try await subscriber.handle(event, in: transaction)
                }
            }
            for answer in answers { try answer.get() }
            #expect(try await open(of: task.userID, on: postgres) == ["2026-10-05T08:00:00Z"])
            #expect(
                try await ledger(of: task, on: postgres) == [
                    "2026-09-14 completed", "2026-09-21 missed", "2026-09-28 missed", "2026-10-05 generated",
                ])
            let next = try await postgres.read("SELECT source, recurrence_pattern FROM tasks WHERE status = 'pending'")[
                0]
            #expect(next.string(0) == "completion" && next.string(1) == "weekly")
            let told = try await postgres.read(
                "SELECT type FROM outbox_events WHERE type <> 'task.completed.v1' ORDER BY id")
            #expect(told.map { $0.string(0) } == ["task.created.v1", "recurring-task.due.v1"])
        }
    }

    @Test func aTaskThatIsDoneEarlyIsNotMadeAgainE46() async throws {
        try await TestDatabase.withClient { postgres in
            let task = try await begin(on: postgres)
            let event = try await complete(task, at: "2026-09-13T10:00:00Z", on: postgres)
            try await postgres.withTransaction { transaction in
                try await subscriber(postgres).handle(event, in: transaction)
            }
            #expect(try await open(of: task.userID, on: postgres) == ["2026-09-21T08:00:00Z"])
            #expect(try await ledger(of: task, on: postgres) == ["2026-09-14 completed", "2026-09-21 generated"])
        }
    }

    @Test func timeMakesNoneOfItsTasks() async throws {
        try await TestDatabase.withClient { postgres in
            let task = try await begin(on: postgres)
            let config = RecurringTaskServiceConfig(ConfigReader(values: ["database.url": TestDatabase.url]))
            let context = CommandContext(
                program: "recurring-task-service", logger: Logger("test", level: .error), zones: zones)
            let service = App.build(config, context)
            let own = try #require(service.services.lazy.compactMap { $0 as? PostgresClient }.first)
            try await own.start()
            let round = try await service.worker.runOnce()
            await own.shutdown()
            #expect(round == RecurrenceWorker.Round())
            #expect(try await open(of: task.userID, on: postgres).count == 1)
        }
    }

    @Test func whatIsOpenAgainMakesNothing() async throws {
        try await TestDatabase.withClient { postgres in
            let task = try await begin(on: postgres)
            let event = try await complete(task, at: "2026-09-13T10:00:00Z", on: postgres)
            _ = try await postgres.write(
                "UPDATE tasks SET status = 'pending', completed_at = NULL WHERE id = \(task.id)")
            try await postgres.withTransaction { transaction in
                try await subscriber(postgres).handle(event, in: transaction)
            }
            #expect(try await ledger(of: task, on: postgres) == ["2026-09-14 generated"])
        }
    }
}
