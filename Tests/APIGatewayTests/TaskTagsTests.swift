import HTTP
import JSON
import Postgres
import Reactor
import TestSupport
import Testing

/// The tags of a task: given and taken one by one, and named by their ids.
@LoopActor @Suite(.todoDatabase) struct TaskTagsTests {
    @Test func tagsAreGivenAndTakenOneByOne() async throws {
        try await GatewayFixture.with { gateway in
            let ann = try await gateway.person()
            let path = try unwrapped(try await gateway.task(of: ann).headers["Location"])
            let named = try await gateway.send(.post, path + "/tags", #"{"name":"work"}"#, as: ann)
            #expect(named.status == 200 && named.json["tags"] == .array([.string("work")]))
            #expect(named.json["version"]?.int == 2)
            let home = try await gateway.send(.post, "/api/tags", #"{"name":"Home"}"#, as: ann)
            let id = try unwrapped(home.text("id"))
            let both = try await gateway.send(.post, path + "/tags", #"{"tag_id":"\#(id)"}"#, as: ann)
            #expect(both.json["tags"] == .array([.string("Home"), .string("work")]))
            let again = try await gateway.send(.post, path + "/tags", #"{"name":"WORK"}"#, as: ann)
            #expect(again.json == both.json)
            #expect(try await gateway.send(.get, path, as: ann).json == both.json)

            for _ in 0..<2 {
                #expect(try await gateway.send(.delete, path + "/tags/\(id)", as: ann).status == 204)
            }
            let left = try await gateway.send(.get, path, as: ann)
            #expect(left.json["tags"] == .array([.string("work")]) && left.json["version"]?.int == 4)
            #expect(try await gateway.count("SELECT count(*) FROM outbox_events WHERE type LIKE 'task.%'") == 4)
        }
    }

    @Test func aTaskHasAtMostTwentyTags() async throws {
        try await GatewayFixture.with { gateway in
            let ann = try await gateway.person()
            let names = (0..<20).map { "\"tag \($0)\"" }.joined(separator: ",")
            let task = try await gateway.task(#"{"title":"Full","tags":[\#(names)]}"#, of: ann)
            let path = try unwrapped(task.headers["Location"])
            let more = try await gateway.send(.post, path + "/tags", #"{"name":"one more"}"#, as: ann)
            #expect(more.status == 422 && more.mistakes == [" limit-exceeded"])
            #expect(try await gateway.send(.post, path + "/tags", #"{"name":"tag 3"}"#, as: ann).status == 200)
        }
    }

    @Test func tagsMayBeNamedByTheirIDs() async throws {
        try await GatewayFixture.with { gateway in
            let (ann, bob) = (try await gateway.person(), try await gateway.person("bob"))
            var ids: [String] = []
            for (name, person) in [("a", ann), ("b", ann), ("his", bob)] {
                let made = try await gateway.send(.post, "/api/tags", #"{"name":"\#(name)"}"#, as: person)
                ids.append(try unwrapped(made.text("id")))
            }
            let task = try await gateway.task(#"{"title":"T","tag_ids":["\#(ids[1])","\#(ids[0])"]}"#, of: ann)
            #expect(task.json["tags"] == .array([.string("a"), .string("b")]))
            let path = try unwrapped(task.headers["Location"])
            let less = try await gateway.send(.patch, path, #"{"tag_ids":["\#(ids[0])"]}"#, as: ann)
            #expect(less.json["tags"] == .array([.string("a")]))
            let cases = [
                (#"{"tag_ids":["\#(ids[0])","\#(ids[2])"]}"#, "/tag_ids/1 unknown-tag"),
                (#"{"tag_ids":["x"]}"#, "/tag_ids invalid-uuid"), (#"{"tag_ids":"x"}"#, "/tag_ids invalid-type"),
                (#"{"tag_ids":[],"tags":["c"]}"#, "/tag_ids conflict"),
            ]
            for (body, mistake) in cases {
                let answer = try await gateway.send(.patch, path, body, as: ann)
                #expect(answer.status == 422 && answer.mistakes == [mistake], "\(body): \(answer.json)")
            }
            let bulk = try await gateway.send(
                .post, "/api/tasks/bulk",
                #"{"operations":[{"op":"create","data":{"title":"B","tag_ids":["\#(ids[1])"]}}]}"#, as: ann)
            let made = bulk.json["results"]?.array?.first?["task"]
            #expect(made?["tags"] == .array([.string("b")]), "\(bulk.json)")
            #expect(try await gateway.send(.patch, path, #"{"tag_ids":[]}"#, as: ann).json["tags"] == .array([]))
        }
    }

    @Test func neitherAnothersTaskNorAnothersTagIsThere() async throws {
        try await GatewayFixture.with { gateway in
            let (ann, bob) = (try await gateway.person(), try await gateway.person("bob"))
            let path = try unwrapped(
                try await gateway.task(#"{"title":"T","tags":["a"]}"#, of: ann).headers["Location"])
            let tags = try await gateway.send(.get, "/api/tags", as: ann)
            let id = try unwrapped(tags.items[0]["id"]?.string)
            #expect(try await gateway.send(.post, path + "/tags", #"{"name":"x"}"#, as: bob).code == "task-not-found")
            #expect(try await gateway.send(.delete, path + "/tags/\(id)", as: bob).status == 404)
            let own = try unwrapped(try await gateway.task(of: bob).headers["Location"])
            let stolen = try await gateway.send(.post, own + "/tags", #"{"tag_id":"\#(id)"}"#, as: bob)
            #expect(stolen.mistakes == ["/tag_id unknown-tag"])
            #expect(try await gateway.send(.delete, own + "/tags/\(id)", as: bob).code == "tag-not-found")
            #expect(try await gateway.send(.get, "/api/tags", as: bob).items.isEmpty)
        }
    }
}
