import HTTP
import JSON
import Postgres
import Reactor
import TestSupport
import Testing

@LoopActor @Suite(.todoDatabase) struct PreconditionTests {
    @Test func aReadOfWhatTheClientHasIs304() async throws {
        try await GatewayFixture.with { gateway in
            let ann = try await gateway.person()
            let made = try await gateway.task(of: ann)
            let (path, tag) = (try made.path, try #require(made.headers["ETag"]))
            for known in [tag, "W/" + tag, "\"x\", " + tag, "*"] {
                let answer = try await gateway.send(.get, path, as: ann, headers: ["If-None-Match": known])
                #expect(answer.status == 304 && answer.json == .null && answer.headers["ETag"] == tag, "\(known)")
            }
            #expect(try await gateway.send(.get, path, as: ann, headers: ["If-None-Match": "\"x\""]).status == 200)
            #expect(try await gateway.send(.get, path, as: ann, headers: ["If-None-Match": "x"]).status == 400)
            _ = try await gateway.send(.patch, path, #"{"title":"Two"}"#, as: ann)
            #expect(try await gateway.send(.get, path, as: ann, headers: ["If-None-Match": tag]).status == 200)
        }
    }

    @Test func aWriteOfAnotherVersionIsRefusedWithTheCurrentOne() async throws {
        try await GatewayFixture.with { gateway in
            let ann = try await gateway.person()
            let made = try await gateway.task(of: ann)
            let (path, first) = (try made.path, try #require(made.headers["ETag"]))
            let second = try await gateway.send(
                .patch, path, #"{"title":"Two"}"#, as: ann, headers: ["If-Match": "\"x\", " + first])
            #expect(second.status == 200)
            let requests: [(HTTPMethod, String, String?)] = [
                (.patch, path, #"{"title":"Three"}"#), (.put, path, #"{"title":"Three"}"#), (.delete, path, nil),
                (.delete, path + "?permanent=true", nil), (.post, path + "/complete", nil),
                (.post, path + "/complete?cascade=true", nil), (.patch, path + "/complete", nil),
                (.post, path + "/uncomplete", nil), (.post, path + "/cancel", nil), (.post, path + "/reopen", nil),
                (.post, path + "/restore", nil),
            ]
            for (method, target, body) in requests {
                let stale = try await gateway.send(method, target, body, as: ann, headers: ["If-Match": first])
                #expect(stale.status == 412 && stale.code == "version-mismatch", "\(method) \(target): \(stale.json)")
                #expect(stale.json["current_version"]?.int == 2)
                #expect(stale.json["current"] == second.json && stale.headers["ETag"] == second.headers["ETag"])
                let garbage = try await gateway.send(method, target, body, as: ann, headers: ["If-Match": "nonsense"])
                #expect(garbage.status == 400 && garbage.code == "invalid-parameter", "\(method) \(target)")
                let weak = "W/" + (second.headers["ETag"] ?? "")
                #expect(
                    try await gateway.send(method, target, body, as: ann, headers: ["If-Match": weak]).status == 412)
            }
            let any = try await gateway.send(.patch, path, #"{"title":"Any"}"#, as: ann, headers: ["If-Match": "*"])
            #expect(any.status == 200 && any.json["version"]?.int == 3)
            #expect(try await gateway.count("SELECT count(*) FROM outbox_events") == 3)
        }
    }

    @Test func whereItIsDemandedAWriteWithoutAVersionIs428() async throws {
        try await GatewayFixture.with(["http.requireIfMatch": "true"]) { gateway in
            let ann = try await gateway.person()
            let made = try await gateway.task(of: ann)
            let path = try made.path
            #expect(made.status == 201)
            let answer = try await gateway.send(.patch, path, #"{"title":"Two"}"#, as: ann)
            #expect(answer.status == 428 && answer.code == "precondition-required")
            #expect(try await gateway.send(.delete, path, as: ann).status == 428)
            #expect(try await gateway.send(.delete, path, as: ann, headers: ["If-Match": "*"]).status == 204)
        }
    }

    @Test func aSeriesHasVersionsToo() async throws {
        try await GatewayFixture.with { gateway in
            let ann = try await gateway.person()
            let made = try await gateway.send(
                .post, "/api/recurring-tasks",
                #"{"title":"W","recurrence_type":"daily","start_date":"2099-01-01T09:00:00"}"#, as: ann)
            let path = try "/api/recurring-tasks/" + #require(made.text("id"))
            let tag = try #require(try await gateway.send(.get, path, as: ann).headers["ETag"])
            #expect(try await gateway.send(.get, path, as: ann, headers: ["If-None-Match": tag]).status == 304)
            let paused = try await gateway.send(.post, path + "/pause", as: ann, headers: ["If-Match": tag])
            #expect(paused.status == 200 && paused.text("status") == "paused")
            for (method, target) in [(HTTPMethod.post, "/pause"), (.post, "/resume"), (.delete, "")] {
                let stale = try await gateway.send(method, path + target, as: ann, headers: ["If-Match": tag])
                #expect(stale.status == 412 && stale.json["current"] == paused.json, "\(target): \(stale.json)")
            }
            let now = try #require(paused.headers["ETag"])
            #expect(try await gateway.send(.delete, path, as: ann, headers: ["If-Match": now]).status == 204)
        }
    }

    @Test func aClientNamesItsOwnTaskByPut() async throws {
        try await GatewayFixture.with { gateway in
            let (ann, bob) = (try await gateway.person(), try await gateway.person("bob"))
            let path = "/api/tasks/01890A5D-AC96-774B-BCCE-B302099A8057".lowercased()
            let body = #"{"title":"Offline","tags":["a"]}"#
            #expect(try await gateway.send(.put, path, body, as: ann, headers: ["If-Match": "*"]).status == 412)
            let key = ["Idempotency-Key": "k", "If-None-Match": "*"]
            let made = try await gateway.send(.put, path, body, as: ann, headers: key)
            #expect(made.status == 201 && made.headers["Location"] == path, "\(made.json)")
            let again = try await gateway.send(.put, path, body, as: ann, headers: key)
            #expect(again.status == 201 && again.headers["Idempotent-Replayed"] == "true")
            let taken = try await gateway.send(.put, path, body, as: ann, headers: ["If-None-Match": "*"])
            #expect(taken.status == 412 && taken.json["current"]?["id"] == made.json["id"])
            let changed = try await gateway.send(.put, path, #"{"priority":"high"}"#, as: ann)
            #expect(changed.status == 200 && changed.text("title") == "Offline")
            #expect(changed.json["tags"]?.array == [.string("a")] && changed.json["version"]?.int == 2)
            for headers in [[:], ["If-None-Match": "*"]] {
                let stranger = try await gateway.send(.put, path, body, as: bob, headers: headers)
                #expect(stranger.status == 404 && stranger.code == "task-not-found")
            }
            let lacking = try await gateway.send(.put, path.dropLast() + "8", #"{"priority":1}"#, as: ann)
            #expect(lacking.status == 422 && lacking.mistakes == ["/title required"])
            let version4 = "/api/tasks/01890a5d-ac96-474b-bcce-b302099a8057"
            #expect(try await gateway.send(.put, version4, body, as: ann).status == 404)
            #expect(try await gateway.send(.delete, path, as: ann).status == 204)
            #expect(try await gateway.send(.put, path, body, as: ann).status == 404)
            #expect(try await gateway.count("SELECT count(*) FROM tasks") == 1)
        }
    }
}

extension GatewayFixture.Answer {
    /// Where the task of the answer is.
    var path: String {
        get throws { "/api/tasks/" + (try unwrapped(text("id"))) }
    }
}
