import HTTP
import JSON
import Postgres
import Reactor
import TestSupport
import Testing

@LoopActor @Suite(.todoDatabase) struct TaskTransitionTests {
    @Test func everyWayFromStateToStateIsTakenIgnoredOrRefused() async throws {
        try await GatewayFixture.with { gateway in
            let ann = try await gateway.person()
            // From pending, step by step; each with the state it leads to and whether it changes anything.
            let steps: [(String, String, Bool)] = [
                ("/uncomplete", "pending", false), ("/reopen", "pending", false), ("/cancel", "cancelled", true),
                ("/cancel", "cancelled", false), ("/reopen", "pending", true), ("/complete", "completed", true),
                ("/complete", "completed", false), ("/uncomplete", "pending", true),
            ]
            let path = try await gateway.task(of: ann).path
            var version = 1
            for (step, status, changes) in steps {
                let answer = try await gateway.send(.post, path + step, as: ann)
                if changes { version += 1 }
                #expect(answer.status == 200 && answer.text("status") == status, "\(step)")
                #expect(answer.json["version"]?.int == version, "\(step)")
            }
            for body in [#"{"status":"in_progress"}"#, #"{"completed":false}"#, #"{"status":"in_progress"}"#] {
                #expect(try await gateway.send(.patch, path, body, as: ann).text("status") == "in_progress")
            }
            let back = try await gateway.send(.patch, path, #"{"status":"pending"}"#, as: ann)
            #expect(back.status == 409 && back.code == "invalid-transition")
            #expect(try await gateway.send(.put, path, #"{"completed":true}"#, as: ann).text("status") == "completed")
            #expect(try await gateway.send(.post, path + "/cancel", as: ann).status == 409)
            #expect(try await gateway.send(.post, path + "/reopen", as: ann).status == 409)
            #expect(try await gateway.send(.patch, path + "/complete", as: ann).text("status") == "pending")
            #expect(try await gateway.send(.patch, path + "/complete", as: ann).text("status") == "completed")
            #expect(try await gateway.send(.patch, path, #"{"completed":false}"#, as: ann).text("status") == "pending")
            #expect(
                try await gateway.count("SELECT count(*) FROM outbox_events")
                    == gateway.count("SELECT max(version) FROM tasks"))
        }
    }

    @Test func partsAreCompletedWithTheirTaskOnlyWhenAsked() async throws {
        try await GatewayFixture.with { gateway in
            let ann = try await gateway.person()
            let path = try await gateway.task(of: ann).path
            for title in ["a", "b"] {
                let part = try await gateway.send(.post, path + "/subtasks", #"{"title":"\#(title)"}"#, as: ann)
                #expect(part.status == 201 && part.json["parent_id"]?.string.map { path.hasSuffix($0) } == true)
            }
            #expect(try await gateway.send(.post, path + "/complete", as: ann).status == 200)
            let open = "SELECT count(*) FROM tasks WHERE status = 'pending'" as SQL
            #expect(try await gateway.count(open) == 2)
            #expect(try await gateway.send(.post, path + "/complete?cascade=true", as: ann).json["version"]?.int == 2)
            #expect(try await gateway.count(open) == 0)
            #expect(try await gateway.send(.post, path + "/complete?force=true", as: ann).status == 400)
            #expect(try await gateway.count("SELECT count(*) FROM outbox_events WHERE type = 'task.completed.v1'") == 3)
        }
    }

    @Test func partsAreOneLevelAndTheUsersOwn() async throws {
        try await GatewayFixture.with { gateway in
            let (ann, bob) = (try await gateway.person(), try await gateway.person("bob"))
            let parent = try await gateway.task(#"{"title":"P"}"#, of: ann)
            let id = try #require(parent.text("id"))
            let part = try await gateway.task(#"{"title":"p","parent_id":"\#(id)","position":2}"#, of: ann)
            #expect(part.status == 201 && part.json["position"]?.int == 2)
            _ = try await gateway.send(.post, try parent.path + "/subtasks", #"{"title":"q","position":1.5}"#, as: ann)
            let parts = try await gateway.send(.get, try parent.path + "/subtasks", as: ann)
            #expect(parts.items.map { $0["title"]?.string } == ["q", "p"])
            #expect(parts.items.map { $0["position"]?.double } == [1.5, 2])

            let deeper = try await gateway.send(.post, try part.path + "/subtasks", #"{"title":"r"}"#, as: ann)
            #expect(deeper.status == 422 && deeper.mistakes == ["/parent_id limit-exceeded"])
            let partID = try #require(part.text("id"))
            let circle = try await gateway.send(
                .patch, try parent.path, #"{"parent_id":"\#(partID)"}"#, as: ann)
            #expect(circle.status == 422 && circle.mistakes == ["/parent_id cycle"])
            let own = try await gateway.send(.patch, try part.path, #"{"parent_id":"\#(partID)"}"#, as: ann)
            #expect(own.mistakes == ["/parent_id cycle"])
            let foreign = try await gateway.task(#"{"title":"x","parent_id":"\#(id)"}"#, of: bob)
            #expect(foreign.status == 422 && foreign.mistakes == ["/parent_id unknown-task"])
            #expect(try await gateway.send(.get, try parent.path + "/subtasks", as: bob).status == 404)
            #expect(
                try await gateway.send(.post, try parent.path + "/subtasks", #"{"title":"r"}"#, as: bob).status == 404)
            let freed = try await gateway.send(.patch, try part.path, #"{"parent_id":null}"#, as: ann)
            #expect(freed.status == 200 && freed.json["parent_id"] == .null)
            #expect(try await gateway.count("SELECT count(*) FROM tasks") == 3)
        }
    }

    @Test func twoTasksDoNotBecomePartsOfEachOtherAtOnce() async throws {
        try await GatewayFixture.with { gateway in
            let ann = try await gateway.person()
            let (one, two) = (try await gateway.task(of: ann), try await gateway.task(of: ann))
            let (first, second) = (try #require(one.text("id")), try #require(two.text("id")))
            let paths = (try one.path, try two.path)
            async let a = gateway.send(.patch, paths.0, #"{"parent_id":"\#(second)"}"#, as: ann)
            async let b = gateway.send(.patch, paths.1, #"{"parent_id":"\#(first)"}"#, as: ann)
            #expect(try await [a.status, b.status].sorted() == [200, 422])
        }
    }

    @Test func aCopyIsToBeDoneAnew() async throws {
        try await GatewayFixture.with { gateway in
            let ann = try await gateway.person()
            let made = try await gateway.task(
                #"{"title":"W","priority":1,"tags":["a"],"due_date":"2099-01-01","reminders":[{"kind":"relative","offset":"-PT1H"}]}"#,
                of: ann)
            _ = try await gateway.send(.post, try made.path + "/complete", as: ann)
            let copy = try await gateway.send(.post, try made.path + "/duplicate", as: ann)
            #expect(copy.status == 200 && copy.text("id") != made.text("id") && copy.text("status") == "pending")
            for member in ["title", "priority", "tags", "due_date", "due_timezone", "due_state"] {
                #expect(copy.json[member] == made.json[member], "\(member)")
            }
            #expect(copy.json["reminders"]?.array?.first?["status"]?.string == "pending")
            #expect(copy.headers["Location"] == (try copy.path) && copy.json["version"]?.int == 1)
        }
    }

    @Test func aPatchSaysNullToClearAndAZoneMovesTheDay() async throws {
        try await GatewayFixture.with { gateway in
            let ann = try await gateway.person()
            let made = try await gateway.task(
                #"{"title":"W","description":"d","tags":["a"],"due_date":"2099-01-01","reminder_offset":5}"#, of: ann)
            let path = try made.path
            let zoned = try await gateway.send(.patch, path, #"{"due_timezone":"Asia/Karachi"}"#, as: ann)
            #expect(zoned.text("due_timezone") == "Asia/Karachi" && zoned.text("due_date") == "2099-01-01")
            let cleared = try await gateway.send(
                .patch, path, #"{"description":null,"tags":null,"due_date":null,"reminders":null}"#, as: ann,
                headers: ["Content-Type": "application/merge-patch+json"])
            #expect(cleared.status == 200 && cleared.json["description"] == .null && cleared.json["due_date"] == .null)
            #expect(cleared.json["tags"]?.array == [] && cleared.json["reminders"]?.array == [])
            for body in [#"{"title":null}"#, #"{"priority":null}"#, #"{"position":null}"#, #"{"position":1e300}"#] {
                #expect(try await gateway.send(.patch, path, body, as: ann).status == 422, "\(body)")
            }
        }
    }
}
