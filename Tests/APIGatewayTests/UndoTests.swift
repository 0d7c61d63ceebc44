import HTTP
import JSON
import Postgres
import Reactor
import TestSupport
import Testing

@LoopActor @Suite(.todoDatabase) struct UndoTests {
    @Test func theLastThingsAreTakenBackOneAfterTheOther() async throws {
        try await GatewayFixture.with { gateway in
            let ann = try await gateway.person()
            let one = try await gateway.task(#"{"title":"One","tags":["a"]}"#, of: ann)
            let two = try await gateway.task(#"{"title":"Two"}"#, of: ann)
            _ = try await gateway.send(.patch, try one.path, #"{"title":"1","tags":["b"]}"#, as: ann)
            _ = try await gateway.send(.delete, try two.path, as: ann)
            let first = try await gateway.send(.post, "/api/undo", as: ann)
            #expect(first.status == 200 && first.items.map { $0["title"]?.string } == ["Two"], "\(first.json)")
            #expect(try await gateway.send(.get, try two.path, as: ann).json["version"]?.int == 3)
            let second = try await gateway.send(.post, "/api/undo", as: ann)
            #expect(second.items.first?["title"]?.string == "One")
            #expect(second.items.first?["tags"]?.array == [.string("a")])
            let third = try await gateway.send(.post, "/api/undo", as: ann)
            #expect(third.status == 409 && third.code == "nothing-to-undo")
            let events = try await gateway.send(.get, try one.path + "/events", as: ann).items
            #expect(events.map { $0["source"]?.string } == ["api", "api", "undo"])
            #expect(try await gateway.count("SELECT count(*) FROM outbox_events") == 6)
        }
    }

    @Test func whatChangedSinceOrIsSomebodyElsesIsNot() async throws {
        try await GatewayFixture.with { gateway in
            let (ann, bob) = (try await gateway.person(), try await gateway.person("bob"))
            let path = try await gateway.task(of: ann).path
            _ = try await gateway.send(.post, path + "/complete", as: ann)
            #expect(try await gateway.send(.post, "/api/undo", as: bob).code == "nothing-to-undo")
            // Somebody else's doing: a version that the user's own log does not explain.
            _ = try await gateway.postgres.write("UPDATE tasks SET version = version + 1")
            let refused = try await gateway.send(.post, "/api/undo", as: ann)
            #expect(refused.status == 409 && refused.code == "changed-since")
            #expect(try await gateway.send(.get, path, as: ann).json["completed"]?.bool == true)
        }
    }

    @Test func whatIsOlderThanAQuarterOfAnHourStays() async throws {
        try await GatewayFixture.with { gateway in
            let ann = try await gateway.person()
            _ = try await gateway.send(.post, try await gateway.task(of: ann).path + "/complete", as: ann)
            _ = try await gateway.postgres.write("ALTER TABLE task_event_log DISABLE TRIGGER USER")
            _ = try await gateway.postgres.write(
                "UPDATE task_event_log SET created_at = created_at - interval '15 minutes'")
            #expect(try await gateway.send(.post, "/api/undo", as: ann).code == "nothing-to-undo")
            _ = try await gateway.postgres.write(
                "UPDATE task_event_log SET created_at = created_at + interval '1 minute'")
            let key = ["Idempotency-Key": "u"]
            let undone = try await gateway.send(.post, "/api/undo", as: ann, headers: key)
            #expect(undone.items.first?["completed"]?.bool == false)
            let again = try await gateway.send(.post, "/api/undo", as: ann, headers: key)
            #expect(again.json == undone.json && again.headers["Idempotent-Replayed"] == "true")
        }
    }

    @Test func twoUndosAtOnceTakeBackOneThingEachOrAreRefused() async throws {
        try await GatewayFixture.with { gateway in
            let ann = try await gateway.person()
            let path = try await gateway.task(of: ann).path
            _ = try await gateway.send(.post, path + "/complete", as: ann)
            async let first = gateway.send(.post, "/api/undo", as: ann)
            async let second = gateway.send(.post, "/api/undo", as: ann)
            #expect(try await [first.status, second.status].sorted() == [200, 409])
            let task = try await gateway.send(.get, path, as: ann)
            #expect(task.text("status") == "pending" && task.json["version"]?.int == 3)
        }
    }

    @Test func aParentThatIsGoneIsNotComeBackTo() async throws {
        try await GatewayFixture.with { gateway in
            let ann = try await gateway.person()
            let parent = try await gateway.task(of: ann)
            let id = try #require(parent.text("id"))
            let part = try await gateway.task(#"{"title":"p","parent_id":"\#(id)"}"#, of: ann)
            _ = try await gateway.send(.patch, try part.path, #"{"parent_id":null}"#, as: ann)
            _ = try await gateway.send(.delete, try parent.path + "?permanent=true", as: ann)
            let refused = try await gateway.send(.post, "/api/undo", as: ann)
            #expect(refused.status == 422 && refused.mistakes == ["/parent_id unknown-task"], "\(refused.json)")
            #expect(try await gateway.send(.get, try part.path, as: ann).json["version"]?.int == 2)
        }
    }

    @Test func aTaskAndItsPartsAreTakenBackTogether() async throws {
        try await GatewayFixture.with { gateway in
            let ann = try await gateway.person()
            let path = try await gateway.task(of: ann).path
            _ = try await gateway.send(.post, path + "/subtasks", #"{"title":"a"}"#, as: ann)
            _ = try await gateway.send(.post, path + "/complete?cascade=true", as: ann)
            let undone = try await gateway.send(.post, "/api/undo", as: ann)
            #expect(undone.items.map { $0["completed"]?.bool } == [false, false])
        }
    }
}
