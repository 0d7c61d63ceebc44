import HTTP
import JSON
import Postgres
import Reactor
import TestSupport
import Testing

@LoopActor @Suite(.todoDatabase) struct BulkTests {
    private func body(_ operations: [String], atomic: Bool? = nil) -> String {
        let atomic = atomic.map { #""atomic":\#($0),"# } ?? ""
        return "{\(atomic)\"operations\":[\(operations.joined(separator: ","))]}"
    }

    private func id(_ answer: GatewayFixture.Answer) throws -> String { try unwrapped(answer.text("id")) }

    @Test func manyThingsAreDoneTogetherWithAnEventEach() async throws {
        try await GatewayFixture.with { gateway in
            let ann = try await gateway.person()
            let (one, two) = (try id(try await gateway.task(of: ann)), try id(try await gateway.task(of: ann)))
            let operations = [
                #"{"op":"create","data":{"title":"New","tags":["Home","x"]}}"#,
                #"{"op":"update","id":"\#(one)","version":1,"data":{"title":"Changed","tags":["home"]}}"#,
                #"{"op":"complete","id":"\#(one)","data":{"completed_at":"2026-01-01T00:00:00Z"}}"#,
                #"{"op":"delete","id":"\#(two)"}"#, #"{"op":"complete","id":"\#(one)"}"#,
            ]
            let key = ["Idempotency-Key": "b"]
            let answer = try await gateway.send(.post, "/api/tasks/bulk", body(operations), as: ann, headers: key)
            #expect(answer.status == 200, "\(answer.json)")
            let results = answer.json["results"]?.array ?? []
            #expect(results.map { $0["status"]?.int } == [201, 200, 200, 200, 200])
            #expect(results.map { $0["task"]?["version"]?.int } == [1, 2, 3, 2, 3])
            #expect(results[1]["task"]?["tags"]?.array == [.string("Home")])
            #expect(results[2]["task"]?["completed_at"]?.string == "2026-01-01T00:00:00Z")
            #expect(try await gateway.count("SELECT count(*) FROM outbox_events") == 6)
            #expect(try await gateway.count("SELECT count(*) FROM tags") == 2)
            let again = try await gateway.send(.post, "/api/tasks/bulk", body(operations), as: ann, headers: key)
            #expect(again.json == answer.json && again.headers["Idempotent-Replayed"] == "true")

            let undone = try await gateway.send(.post, "/api/undo", as: ann)
            #expect(undone.status == 200, "\(undone.json)")
            #expect(undone.items.count == 3)
            let list = try await gateway.send(.get, "/api/tasks", as: ann).items
            #expect(list.map { $0["title"]?.string } == ["Water", "Water"])
            #expect(list.allSatisfy { $0["status"]?.string == "pending" && $0["tags"]?.array == [] })
        }
    }

    @Test(arguments: [
        (#"{"op":"complete","id":"01890a5d-ac96-774b-bcce-b302099a8057"}"#, 404, "task-not-found", [String]()),
        (#"{"op":"update","id":"ID","data":{"title":""}}"#, 422, "invalid", ["/operations/1/data/title blank"]),
        (
            #"{"op":"update","id":"ID","data":{"parent_id":"ID"}}"#, 422, "invalid",
            ["/operations/1/data/parent_id cycle"]
        ),
        (#"{"op":"reopen","id":"DONE"}"#, 409, "invalid-transition", []),
        (#"{"op":"delete","id":"ID","version":9}"#, 412, "version-mismatch", []),
    ])
    func oneRefusalUndoesAllOrOnlyItself(
        _ refused: String, _ status: Int, _ code: String, _ mistakes: [String]
    ) async throws {
        try await GatewayFixture.with { gateway in
            let ann = try await gateway.person()
            let open = try id(try await gateway.task(of: ann))
            let done = try id(try await gateway.task(#"{"title":"x","status":"completed"}"#, of: ann))
            let refused = refused.replacing("ID", with: open).replacing("DONE", with: done)
            let operations = [
                #"{"op":"create","data":{"title":"New"}}"#, refused, #"{"op":"complete","id":"\#(open)"}"#,
            ]
            let atomic = try await gateway.send(.post, "/api/tasks/bulk", body(operations), as: ann)
            #expect(atomic.status == status && atomic.code == code && atomic.json["index"]?.int == 1, "\(atomic.json)")
            #expect(atomic.mistakes == mistakes)
            #expect(try await gateway.count("SELECT count(*) FROM outbox_events") == 2)

            let each = try await gateway.send(.post, "/api/tasks/bulk", body(operations, atomic: false), as: ann)
            #expect(each.status == 200)
            let results = each.json["results"]?.array ?? []
            #expect(results.map { $0["status"]?.int } == [201, status, 200])
            #expect(results[1]["problem"]?["code"]?.string == code)
            #expect(try await gateway.count("SELECT count(*) FROM outbox_events") == 4)
            #expect(try await gateway.count("SELECT count(*) FROM tasks WHERE status = 'completed'") == 2)
        }
    }

    @Test func theFrameIsReadStrictly() async throws {
        try await GatewayFixture.with { gateway in
            let ann = try await gateway.person()
            let frames: [(String, String)] = [
                ("{}", "/operations required"), (body([#"{"op":"explode"}"#]), "/operations/0/op unknown-operation"),
                (body([#"{"op":"complete"}"#]), "/operations/0/id required"),
                (body([#"{"op":"create"}"#]), "/operations/0/data required"),
                (body([#"{"op":"delete","id":"x"}"#]), "/operations/0/id invalid-uuid"),
                (body([#"{"op":"create","id":"x","data":{}}"#]), "/operations/0/id unknown-field"),
                (
                    body([#"{"op":"delete","id":"01890a5d-ac96-774b-bcce-b302099a8057","version":2147483648}"#]),
                    "/operations/0/version out-of-range"
                ),
                (
                    body(Array(repeating: #"{"op":"create","data":{"title":"x"}}"#, count: 501)),
                    "/operations limit-exceeded"
                ),
            ]
            for (frame, mistake) in frames {
                let answer = try await gateway.send(.post, "/api/tasks/bulk", frame, as: ann)
                #expect(answer.status == 422 && answer.mistakes.contains(mistake), "\(mistake): \(answer.json)")
            }
            #expect(try await gateway.send(.post, "/api/tasks/bulk", body([]), as: ann).status == 200)
        }
    }

    @Test func othersTasksAreNotThere() async throws {
        try await GatewayFixture.with { gateway in
            let (ann, bob) = (try await gateway.person(), try await gateway.person("bob"))
            let id = try id(try await gateway.task(of: ann))
            for verb in ["complete", "uncomplete", "cancel", "reopen", "delete", "restore"] {
                let answer = try await gateway.send(
                    .post, "/api/tasks/bulk", body([#"{"op":"\#(verb)","id":"\#(id)"}"#]), as: bob)
                #expect(answer.status == 404, "\(verb)")
            }
            #expect(try await gateway.count("SELECT max(version) FROM tasks") == 1)
        }
    }

    @Test func fiveHundredFitInOneRequest() async throws {
        try await GatewayFixture.with { gateway in
            let ann = try await gateway.person()
            let operations = Array(repeating: #"{"op":"create","data":{"title":"x","tags":["a"]}}"#, count: 500)
            let answer = try await gateway.send(.post, "/api/tasks/bulk", body(operations), as: ann)
            #expect(answer.status == 200)
            #expect(try await gateway.count("SELECT count(*) FROM task_tags") == 500)
            #expect(try await gateway.send(.post, "/api/undo", as: ann).items.count == 500)
            #expect(try await gateway.count("SELECT count(*) FROM tasks WHERE deleted_at IS NULL") == 0)
        }
    }
}
