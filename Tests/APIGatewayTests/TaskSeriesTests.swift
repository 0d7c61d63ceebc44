import FoundationEssentials
import HTTP
import JSON
import Postgres
import Reactor
import ServiceKit
import TestSupport
import Testing
import TodoCore
import TodoStore

@testable import APIGateway

/// Tasks that come again when they are done.
@LoopActor @Suite(.todoDatabase) struct TaskSeriesTests {
    static let weekly =
        #"{"title":"Review","priority":1,"tags":["work"],"due_date":"2099-01-05T08:00:00Z","is_recurring":true,"recurrence_pattern":"weekly","reminders":[{"kind":"relative","offset":"-PT1H"}]}"#

    /// What recurring-task-service does with the event of a task's end, the newest one.
    @discardableResult
    func tellTheService(_ gateway: GatewayFixture) async throws -> TodoTask? {
        let zones = try ZoneFiles.read()
        let writer = OccurrenceWriter(
            tasks: TaskWriter(gateway.postgres), series: RecurringTaskWriter(), zones: zones, ids: .system,
            source: "recurring-task-service")
        let row = try await gateway.postgres.read(
            """
            SELECT payload FROM outbox_events
             WHERE type IN ('task.completed.v1', 'task.cancelled.v1', 'task.deleted.v1', 'task.purged.v1')
             ORDER BY id DESC LIMIT 1
            """)[0]
        let ended = try TaskEvent(try CloudEvent.decode(row.bytes(0)), zones: zones).task
        return try await gateway.postgres.withTransaction { transaction in
            try await writer.close(
                ended, at: WallClock.now(),
                cause: .init(.completion, actor: .service("recurring-task-service"), correlationID: "test"),
                stores: .init(gateway.postgres), in: transaction)
        }
    }

    func made(_ body: String, _ gateway: GatewayFixture, _ person: GatewayFixture.Person) async throws -> (
        path: String, json: JSONValue
    ) {
        let answer = try await gateway.task(body, of: person)
        #expect(answer.status == 201, "\(answer)")
        return (try "/api/tasks/" + #require(answer.text("id")), answer.json)
    }

    func post(
        _ path: String, _ gateway: GatewayFixture, _ person: GatewayFixture.Person
    ) async throws -> GatewayFixture.Answer {
        let answer = try await gateway.send(.post, path, as: person)
        #expect(answer.status == 200, "\(path): \(answer)")
        return answer
    }

    /// Due dates of the user's open tasks.
    func open(_ gateway: GatewayFixture, _ person: GatewayFixture.Person) async throws -> [String] {
        try await gateway.send(.get, "/api/tasks?status=pending&sort=due_date", as: person).items.map {
            $0["due_date"]?.string ?? "none"
        }
    }

    func series(_ gateway: GatewayFixture, _ person: GatewayFixture.Person) async throws -> [JSONValue] {
        try await gateway.send(.get, "/api/recurring-tasks", as: person).items
    }

    func ledger(_ gateway: GatewayFixture) async throws -> [String] {
        try await gateway.postgres.read("SELECT status FROM recurring_occurrences ORDER BY occurrence_at").map {
            $0.string(0)
        }
    }

    @Test func aTaskThatComesAgainMakesItsSeriesInOneTransaction() async throws {
        try await GatewayFixture.with { gateway in
            let ann = try await gateway.person()
            let (path, task) = try await made(Self.weekly, gateway, ann)
            #expect(task["is_recurring"]?.bool == true && task["recurrence_pattern"]?.string == "weekly")
            #expect(task["occurrence_at"] == task["due_date"])
            #expect(try await gateway.send(.get, path, as: ann).json == task)
            let series = try #require(try await series(gateway, ann).first)
            #expect(series["id"] == task["recurring_task_id"] && series["generation"]?.string == "on_completion")
            #expect(series["next_due_at"]?.string == "2099-01-12T08:00:00Z" && series["all_day"]?.bool == false)
            #expect(try await ledger(gateway) == ["generated"])
            let types = try await gateway.postgres.read("SELECT type FROM outbox_events ORDER BY id").map {
                $0.string(0)
            }
            #expect(types.sorted() == ["recurring-task.created.v1", "task.created.v1"])
            let list = try await gateway.send(.get, "/api/tasks?is_recurring=true", as: ann)
            #expect(list.items == [task])
            // A plain task has no part in it.
            let plain = try await made(#"{"title":"Tea","is_recurring":false,"recurrence_pattern":null}"#, gateway, ann)
            #expect(plain.json["is_recurring"]?.bool == false && plain.json["recurrence_pattern"]?.isNull == true)
            #expect(plain.json["due_date"]?.isNull == true)
        }
    }

    @Test(arguments: [
        (#"{"title":"a","is_recurring":true}"#, ["/recurrence_pattern required"]),
        (#"{"title":"a","recurrence_pattern":"daily"}"#, ["/is_recurring required"]),
        (#"{"title":"a","is_recurring":false,"recurrence_pattern":"daily"}"#, ["/recurrence_pattern conflict"]),
        (
            #"{"title":"a","is_recurring":true,"recurrence_pattern":"hourly"}"#,
            ["/recurrence_pattern unknown-recurrence-pattern"]
        ),
        (#"{"title":"a","is_recurring":"yes","recurrence_pattern":"daily"}"#, ["/is_recurring invalid-type"]),
        (
            #"{"title":"a","is_recurring":true,"recurrence_pattern":"daily","completed":true}"#,
            ["/is_recurring not-applicable"]
        ),
        (
            #"{"title":"a","is_recurring":true,"recurrence_pattern":"daily","parent_id":"0190a5b0-0000-7000-8000-000000000000"}"#,
            ["/is_recurring not-applicable"]
        ),
    ])
    func whatDoesNotGoTogetherIsRefused(body: String, mistakes: [String]) async throws {
        try await GatewayFixture.with { gateway in
            let ann = try await gateway.person()
            let answer = try await gateway.task(body, of: ann)
            #expect(answer.status == 422, "\(answer)")
            for mistake in mistakes { #expect(answer.mistakes.contains(mistake), "\(answer.mistakes)") }
            #expect(try await gateway.count("SELECT count(*) FROM recurring_tasks") == 0)
        }
    }

    @Test func aPartOfATaskDoesNotComeAgainWhicheverWayItIsMade() async throws {
        try await GatewayFixture.with { gateway in
            let ann = try await gateway.person()
            let task = try unwrapped(try await gateway.task(of: ann).text("id"))
            let members = #""title":"Part","is_recurring":true,"recurrence_pattern":"daily""#
            for (target, body) in [
                ("/api/tasks/\(task)/subtasks", "{\(members)}"),
                ("/api/tasks", #"{\#(members),"parent_id":"\#(task)"}"#),
            ] {
                let answer = try await gateway.send(.post, target, body, as: ann)
                #expect(answer.status == 422 && answer.mistakes == ["/is_recurring not-applicable"], "\(target)")
            }
            let bulk = #"{"operations":[{"op":"create","data":{\#(members),"parent_id":"\#(task)"}}]}"#
            #expect(try await gateway.send(.post, "/api/tasks/bulk", bulk, as: ann).status == 422)
            #expect(try await gateway.count("SELECT count(*) FROM tasks") == 1)
            #expect(try await gateway.count("SELECT count(*) FROM recurring_tasks") == 0)
        }
    }

    @Test func aTaskThatIsDoneIsFollowedByOneLikeIt() async throws {
        try await GatewayFixture.with { gateway in
            let ann = try await gateway.person()
            let (path, first) = try await made(Self.weekly, gateway, ann)
            _ = try await post("\(path)/complete", gateway, ann)
            let next = try #require(try await tellTheService(gateway))
            #expect(try await tellTheService(gateway) == nil, "told twice")
            let shown = try await gateway.send(.get, "/api/tasks/\(next.id)", as: ann)
            #expect(shown.text("due_date") == "2099-01-12T08:00:00Z" && shown.text("title") == "Review")
            #expect(shown.json["priority"] == first["priority"] && shown.json["tags"] == first["tags"])
            #expect(shown.json["reminders"]?.array?.map { $0["remind_at"]?.string } == ["2099-01-12T07:00:00Z"])
            #expect(shown.json["recurring_task_id"] == first["recurring_task_id"])
            #expect(shown.text("recurrence_pattern") == "weekly")
            #expect(try await ledger(gateway) == ["completed", "generated"])
        }
    }

    @Test func aCompletionTakenBackTakesTheNextTaskWithIt() async throws {
        try await GatewayFixture.with { gateway in
            let ann = try await gateway.person()
            let (path, _) = try await made(Self.weekly, gateway, ann)
            for verb in ["uncomplete", "undo"] {
                _ = try await post("\(path)/complete", gateway, ann)
                #expect(try await tellTheService(gateway) != nil)
                #expect(try await open(gateway, ann) == ["2099-01-12T08:00:00Z"])
                let back = try await post(verb == "undo" ? "/api/undo" : "\(path)/uncomplete", gateway, ann)
                #expect((verb == "undo" ? back.items.first ?? .null : back.json)["next_task_kept"] == nil)
                #expect(try await open(gateway, ann) == ["2099-01-05T08:00:00Z"])
                #expect(try await ledger(gateway) == ["generated"])
                #expect(try await series(gateway, ann).first?["next_due_at"]?.string == "2099-01-12T08:00:00Z")
            }
            // The event of a task that is open again comes too late to matter.
            _ = try await post("\(path)/complete", gateway, ann)
            _ = try await post("\(path)/uncomplete", gateway, ann)
            #expect(try await tellTheService(gateway) == nil)
            #expect(try await ledger(gateway) == ["generated"])
            _ = try await post("\(path)/complete", gateway, ann)
            #expect(try await tellTheService(gateway) != nil)
            #expect(try await open(gateway, ann) == ["2099-01-12T08:00:00Z"])
        }
    }

    @Test func aNextTaskThatWasTouchedStaysAndTheAnswerSaysSo() async throws {
        try await GatewayFixture.with { gateway in
            let ann = try await gateway.person()
            let (path, _) = try await made(Self.weekly, gateway, ann)
            _ = try await post("\(path)/complete", gateway, ann)
            let next = try #require(try await tellTheService(gateway))
            _ = try await gateway.send(.patch, "/api/tasks/\(next.id)", #"{"title":"Other"}"#, as: ann)
            let back = try await post("\(path)/uncomplete", gateway, ann)
            #expect(back.text("next_task_kept") == "\(next.id)" && back.text("status") == "pending")
            #expect(try await open(gateway, ann).count == 2)
            // Done again, it makes nothing more: the series goes on from the other one.
            _ = try await post("\(path)/complete", gateway, ann)
            #expect(try await tellTheService(gateway) == nil)
            _ = try await post("/api/tasks/\(next.id)/complete", gateway, ann)
            #expect(try await tellTheService(gateway)?.due?.text == "2099-01-19T08:00:00Z")
        }
    }

    @Test func aDeletedTaskIsSkippedOrEndsTheSeries() async throws {
        try await GatewayFixture.with { gateway in
            let ann = try await gateway.person()
            let (path, _) = try await made(Self.weekly, gateway, ann)
            #expect(try await gateway.send(.delete, "\(path)?series=perhaps", as: ann).status == 400)
            #expect(try await gateway.send(.delete, path, as: ann).status == 204)
            let next = try #require(try await tellTheService(gateway))
            #expect(next.due?.text == "2099-01-12T08:00:00Z")
            #expect(try await ledger(gateway) == ["skipped", "generated"])
            // Restoring it is taking that back.
            _ = try await post("\(path)/restore", gateway, ann)
            #expect(try await open(gateway, ann) == ["2099-01-05T08:00:00Z"])
            #expect(try await gateway.send(.delete, "\(path)?series=stop", as: ann).status == 204)
            #expect(try await tellTheService(gateway) == nil)
            #expect(try await series(gateway, ann).isEmpty)
            #expect(try await open(gateway, ann).isEmpty)
            // For good, at once.
            for choice in ["skip", "stop"] {
                let (path, _) = try await made(Self.weekly, gateway, ann)
                let gone = try await gateway.send(.delete, "\(path)?permanent=true&series=\(choice)", as: ann)
                #expect(gone.status == 204)
                _ = try await tellTheService(gateway)
                // What the first leaves behind is all there is after the second, too.
                #expect(try await open(gateway, ann) == ["2099-01-12T08:00:00Z"])
                #expect(try await series(gateway, ann).count == 1)
            }
        }
    }

    @Test func aCancelledTaskIsSkipped() async throws {
        try await GatewayFixture.with { gateway in
            let ann = try await gateway.person()
            let (path, _) = try await made(Self.weekly, gateway, ann)
            _ = try await post("\(path)/cancel", gateway, ann)
            #expect(try await tellTheService(gateway) != nil)
            #expect(try await ledger(gateway) == ["skipped", "generated"])
            _ = try await post("\(path)/reopen", gateway, ann)
            #expect(try await ledger(gateway) == ["generated"])
        }
    }
}
