import HTTP
import JSON
import Postgres
import Reactor
import TestSupport
import Testing
import TodoCore
import TodoStore

@testable import APIGateway

@LoopActor @Suite(.todoDatabase) struct TrashTests {
    @Test func whatIsDeletedLiesInTheTrashAndComesBack() async throws {
        try await GatewayFixture.with { gateway in
            let (ann, bob) = (try await gateway.person(), try await gateway.person("bob"))
            var paths: [String] = []
            for title in ["a", "b", "c"] {
                let body = #"{"title":"\#(title)","tags":["t"],"due_date":"2099-01-01T10:00:00Z","reminder_offset":5}"#
                paths.append(try await gateway.task(body, of: ann).path)
            }
            for path in paths { #expect(try await gateway.send(.delete, path, as: ann).status == 204) }
            let trash = try await gateway.send(.get, "/api/trash?limit=2&include_total=true", as: ann)
            #expect(trash.items.map { $0["title"]?.string } == ["c", "b"] && trash.json["total"]?.int == 3)
            #expect(trash.items.first?["deleted_at"]?.string != nil && trash.items.first?["tags"]?.array?.count == 1)
            let cursor = try #require(trash.text("next_cursor"))
            let rest = try await gateway.send(.get, "/api/trash?limit=2&cursor=" + cursor, as: ann)
            #expect(rest.items.map { $0["title"]?.string } == ["a"] && rest.json["next_cursor"] == .null)
            #expect(try await gateway.send(.get, "/api/trash?cursor=" + cursor, as: bob).status == 400)
            #expect(try await gateway.send(.get, "/api/trash", as: bob).items.isEmpty)

            #expect(try await gateway.send(.delete, paths[0], as: ann).status == 404)
            #expect(try await gateway.send(.post, paths[0] + "/restore", as: bob).status == 404)
            let restored = try await gateway.send(.post, paths[0] + "/restore", as: ann)
            #expect(restored.status == 200 && restored.json["version"]?.int == 3 && restored.json["deleted_at"] == nil)
            #expect(restored.json["reminders"]?.array?.first?["status"]?.string == "pending")
            #expect(try await gateway.send(.post, paths[0] + "/restore", as: ann).json == restored.json)
            #expect(try await gateway.send(.get, paths[0], as: ann).json == restored.json)
        }
    }

    @Test func purgedTasksLeaveTheirLogAndAnEvent() async throws {
        try await GatewayFixture.with { gateway in
            let (ann, bob) = (try await gateway.person(), try await gateway.person("bob"))
            let path = try await gateway.task(
                #"{"title":"W","tags":["t"],"due_date":"2099-01-01","reminder_offset":5}"#, of: ann
            ).path
            #expect(try await gateway.send(.delete, path + "?permanent=true", as: bob).status == 404)
            #expect(try await gateway.send(.delete, path + "?permanent=yes", as: ann).status == 400)
            let key = ["Idempotency-Key": "k"]
            #expect(try await gateway.send(.delete, path + "?permanent=true", as: ann, headers: key).status == 204)
            let again = try await gateway.send(.delete, path + "?permanent=true", as: ann, headers: key)
            #expect(again.status == 204 && again.headers["Idempotent-Replayed"] == "true")
            #expect(try await gateway.send(.delete, path + "?permanent=true", as: ann).status == 404)
            #expect(try await gateway.count("SELECT count(*) FROM tasks") == 0)
            #expect(
                try await gateway.count(
                    "SELECT count(*) FROM outbox_events WHERE type = 'task.purged.v1' AND aggregate_seq = 2") == 1)
            #expect(try await gateway.count("SELECT count(*) FROM task_event_log") == 2)
        }
    }

    @Test func whatLiesThereLongEnoughGoesByItself() async throws {
        try await GatewayFixture.with(["tasks.trashRetention": "P7D"]) { gateway in
            let ann = try await gateway.person()
            let (old, young) = (try await gateway.task(of: ann).path, try await gateway.task(of: ann).path)
            for path in [old, young] { _ = try await gateway.send(.delete, path, as: ann) }
            let id = try #require(TodoTask.ID(String(old.suffix(36))))
            _ = try await gateway.postgres.write(
                "UPDATE tasks SET deleted_at = deleted_at - interval '169 hours' WHERE id = \(id)")
            let retention = try unwrapped(gateway.services.lazy.compactMap { $0 as? TrashRetention }.first)
            #expect(try await retention.runOnce() == 1)
            #expect(try await retention.runOnce() == 0)
            #expect(try await gateway.send(.post, old + "/restore", as: ann).status == 404)
            #expect(try await gateway.send(.post, young + "/restore", as: ann).status == 200)
            #expect(
                try await gateway.count(
                    "SELECT count(*) FROM task_event_log WHERE event_type = 'task.purged.v1' AND source = 'cron'") == 1)
        }
    }

    @Test func theTrashIsEmptiedWholeAndOnlyTheTrash() async throws {
        try await GatewayFixture.with { gateway in
            let (ann, bob) = (try await gateway.person(), try await gateway.person("bob"))
            _ = try await gateway.task(of: ann)
            _ = try await gateway.task(of: bob)
            _ = try await gateway.postgres.write(
                """
                INSERT INTO tasks (id, user_id, title, deleted_at)
                SELECT gen_random_uuid(), u.id, 'old', now() - interval '1 hour' FROM users u, generate_series(1, 205)
                """)
            let answer = try await gateway.send(.delete, "/api/trash", as: ann)
            #expect(answer.status == 202 && answer.json["purged"]?.int == 205)
            #expect(try await gateway.count("SELECT count(*) FROM tasks WHERE user_id = \(ann.id)") == 1)
            #expect(try await gateway.count("SELECT count(*) FROM tasks WHERE user_id = \(bob.id)") == 206)
            #expect(try await gateway.count("SELECT count(*) FROM outbox_events WHERE type = 'task.purged.v1'") == 205)
            #expect(try await gateway.send(.delete, "/api/trash", as: ann).json["purged"]?.int == 0)
        }
    }
}
