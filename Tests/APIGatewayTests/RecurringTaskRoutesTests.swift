import HTTP
import JSON
import Postgres
import Reactor
import TestSupport
import Testing

@LoopActor @Suite(.todoDatabase) struct RecurringTaskRoutesTests {
    @Test func aSeriesThatBeganDaysAgoMakesTheTaskOfTodayAndNoEarlierOne() async throws {
        try await GatewayFixture.with { gateway in
            let ann = try await gateway.person()
            let created = try await gateway.send(
                .post, "/api/recurring-tasks",
                #"{"title":"Stand-up","recurrence_type":"daily","timezone":"America/New_York","start_date":"2020-01-01T09:00:00"}"#,
                as: ann)
            #expect(created.status == 201)
            #expect(created.json["is_active"]?.bool == true)
            let first = try #require(created.text("first_task_id"))
            let tasks = try await gateway.send(.get, "/api/tasks", as: ann)
            #expect(tasks.items.map { $0["id"]?.string } == [first])
            #expect(tasks.items[0]["recurring_task_id"]?.string == created.text("id"))
            #expect(tasks.items[0]["occurrence_at"] == tasks.items[0]["due_date"])
            #expect(
                try await gateway.count("SELECT count(*) FROM recurring_occurrences WHERE status = 'generated'") == 1)
        }
    }

    @Test func pauseResumeAndDeleteAreIdempotentAndTold() async throws {
        try await GatewayFixture.with { gateway in
            let ann = try await gateway.person()
            let created = try await gateway.send(
                .post, "/api/recurring-tasks",
                #"{"title":"Later","recurrence_type":"weekly","start_date":"2099-01-05T09:00:00"}"#, as: ann)
            let path = try "/api/recurring-tasks/" + #require(created.text("id"))
            #expect(created.json["first_task_id"] == .null)
            for _ in 0..<2 {
                let paused = try await gateway.send(.post, path + "/pause", as: ann)
                #expect(paused.text("status") == "paused" && paused.json["version"]?.int == 2)
            }
            for _ in 0..<2 {
                let resumed = try await gateway.send(.post, path + "/resume", as: ann)
                #expect(resumed.text("status") == "active" && resumed.json["version"]?.int == 3)
            }
            let list = try await gateway.send(.get, "/api/recurring-tasks?is_active=true", as: ann)
            #expect(list.json["total"]?.int == 1)
            #expect(try await gateway.send(.delete, path, as: ann).status == 204)
            #expect(try await gateway.send(.delete, path, as: ann).code == "recurring-task-not-found")
            #expect(try await gateway.send(.get, path, as: ann).status == 404)
            #expect(
                try await gateway.count("SELECT count(*) FROM outbox_events WHERE type LIKE 'recurring-task.%'") == 4)
        }
    }

    @Test func anothersSeriesIsNotThere() async throws {
        try await GatewayFixture.with { gateway in
            let (ann, bob) = (try await gateway.person(), try await gateway.person("bob"))
            let created = try await gateway.send(
                .post, "/api/recurring-tasks",
                #"{"title":"Mine","recurrence_type":"yearly","start_date":"2099-01-05T09:00:00"}"#, as: ann)
            let path = try "/api/recurring-tasks/" + #require(created.text("id"))
            for (method, target) in [
                (HTTPMethod.get, path), (.delete, path), (.post, path + "/pause"), (.post, path + "/resume"),
            ] {
                #expect(try await gateway.send(method, target, as: bob).status == 404, "\(method) \(target)")
            }
        }
    }
}
