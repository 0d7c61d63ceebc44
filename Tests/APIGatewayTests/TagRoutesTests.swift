import HTTP
import JSON
import Postgres
import Reactor
import TestSupport
import Testing

@LoopActor @Suite(.todoDatabase) struct TagRoutesTests {
    private func tag(_ body: String, of person: GatewayFixture.Person, _ gateway: GatewayFixture) async throws -> String
    {
        try unwrapped(try await gateway.send(.post, "/api/tags", body, as: person).text("id"))
    }

    private func names(of person: GatewayFixture.Person, _ gateway: GatewayFixture) async throws -> [String?] {
        try await gateway.send(.get, "/api/tags", as: person).items.map { $0["name"]?.string }
    }

    @Test func aTagIsMadeReadRenamedRecolouredAndDeleted() async throws {
        try await GatewayFixture.with { gateway in
            let ann = try await gateway.person()
            let made = try await gateway.send(
                .post, "/api/tags", ##"{"name":"  cafe\u0301   noir ","color":"#3b82f6"}"##, as: ann)
            #expect(made.status == 201)
            #expect(made.text("name").map { Array($0.utf8) } == Array("caf\u{E9} noir".utf8))
            #expect(made.text("color") == "#3B82F6" && made.json["version"]?.int == 1)
            let path = try #require(made.headers["Location"])
            #expect(try await gateway.send(.get, path, as: ann).json == made.json)

            let task = try await gateway.task(#"{"title":"Read","tags":["CAFÉ NOIR"]}"#, of: ann)
            let changed = try await gateway.send(.patch, path, #"{"name":"Reading","color":null}"#, as: ann)
            #expect(changed.text("name") == "Reading" && changed.json["color"] == .null)
            #expect(changed.json["version"]?.int == 2 && changed.headers["ETag"] != made.headers["ETag"])
            let same = try await gateway.send(.put, path, #"{"name":"Reading"}"#, as: ann)
            #expect(same.json == changed.json)

            let taskPath = try #require(task.headers["Location"])
            let shown = try await gateway.send(.get, taskPath, as: ann)
            #expect(shown.json["tags"] == .array([.string("Reading")]) && shown.json["version"]?.int == 1)
            #expect(try await gateway.send(.delete, path, as: ann).status == 204)
            #expect(try await gateway.send(.delete, path, as: ann).code == "tag-not-found")
            #expect(try await gateway.send(.get, taskPath, as: ann).json["tags"] == .array([]))
        }
    }

    @Test func aNameIsOneTagInAnyCase() async throws {
        try await GatewayFixture.with { gateway in
            let ann = try await gateway.person()
            let work = try await tag(#"{"name":"Work"}"#, of: ann, gateway)
            let home = try await tag(#"{"name":"home"}"#, of: ann, gateway)
            let again = try await gateway.send(.post, "/api/tags", #"{"name":"WORK"}"#, as: ann)
            #expect(again.status == 409 && again.code == "tag-exists")
            let renamed = try await gateway.send(.patch, "/api/tags/\(home)", #"{"name":"wOrK"}"#, as: ann)
            #expect(renamed.status == 409 && renamed.code == "tag-exists")
            #expect(try await gateway.send(.patch, "/api/tags/\(work)", #"{"name":"WORK"}"#, as: ann).status == 200)
            #expect(try await names(of: ann, gateway) == ["home", "WORK"])
        }
    }

    @Test(arguments: [
        (#"{}"#, "/name required"), (#"{"name":" \u200B"}"#, "/name blank"),
        (#"{"name":"a\nb"}"#, "/name invalid-character"),
        (#"{"name":"a","color":"blue"}"#, "/color invalid-color"),
        (##"{"name":"a","color":"#12345G"}"##, "/color invalid-color"),
        (#"{"name":"a","user_id":"x"}"#, "/user_id unknown-field"),
    ])
    func aWrongFieldIsNamed(_ body: String, _ mistake: String) async throws {
        try await GatewayFixture.with { gateway in
            let answer = try await gateway.send(.post, "/api/tags", body, as: try await gateway.person())
            #expect(answer.status == 422 && answer.mistakes == [mistake], "\(answer.json)")
            #expect(try await gateway.count("SELECT count(*) FROM tags") == 0)
        }
    }

    @Test func mergedTagsAreOneOnTasksAndSeries() async throws {
        try await GatewayFixture.with { gateway in
            let ann = try await gateway.person()
            for tags in [#"["job"]"#, #"["work"]"#, #"["job","work"]"#] {
                _ = try await gateway.task(#"{"title":"Task","tags":\#(tags)}"#, of: ann)
            }
            let series = try await gateway.send(
                .post, "/api/recurring-tasks",
                #"{"title":"S","recurrence_type":"daily","start_date":"2099-01-05T09:00:00","tags":["job","work"]}"#,
                as: ann)
            let tags = try await gateway.send(.get, "/api/tags", as: ann).items
            let (job, work) = (try unwrapped(tags[0]["id"]?.string), try unwrapped(tags[1]["id"]?.string))
            for body in [#"{"into":"\#(job)"}"#, #"{"into":"018f0000-0000-7000-8000-000000000000"}"#, "{}"] {
                #expect(try await gateway.send(.post, "/api/tags/\(job)/merge", body, as: ann).status == 422, "\(body)")
            }
            let key = ["Idempotency-Key": "merge"]
            let body = #"{"into":"\#(work)"}"#
            let merged = try await gateway.send(.post, "/api/tags/\(job)/merge", body, as: ann, headers: key)
            #expect(merged.status == 200 && merged.json == tags[1])
            let replayed = try await gateway.send(.post, "/api/tags/\(job)/merge", body, as: ann, headers: key)
            #expect(replayed.json == merged.json && replayed.headers["Idempotent-Replayed"] == "true")
            #expect(try await names(of: ann, gateway) == ["work"])
            let tasks = try await gateway.send(.get, "/api/tasks?tag=WORK", as: ann)
            #expect(tasks.items.map { $0["tags"] } == Array(repeating: .array([.string("work")]), count: 3))
            let path = try "/api/recurring-tasks/" + unwrapped(series.text("id"))
            #expect(try await gateway.send(.get, path, as: ann).json["tags"] == .array([.string("work")]))
        }
    }

    @Test func anothersTagIsNotThere() async throws {
        try await GatewayFixture.with { gateway in
            let (ann, bob) = (try await gateway.person(), try await gateway.person("bob"))
            let mine = try await tag(#"{"name":"mine"}"#, of: ann, gateway)
            let his = try await tag(#"{"name":"his"}"#, of: bob, gateway)
            let attempts: [(HTTPMethod, String, String?)] = [
                (.get, "", nil), (.patch, "", #"{"name":"x"}"#), (.put, "", #"{"name":"x"}"#), (.delete, "", nil),
                (.post, "/merge", #"{"into":"\#(his)"}"#),
            ]
            for (method, end, body) in attempts {
                let path = "/api/tags/\(mine)" + end
                #expect(try await gateway.send(method, path, body, as: bob).status == 404, "\(method) \(path)")
                #expect(try await gateway.send(method, path, body).status == 401, "\(method) \(path)")
            }
            let stolen = try await gateway.send(.post, "/api/tags/\(his)/merge", #"{"into":"\#(mine)"}"#, as: bob)
            #expect(stolen.mistakes == ["/into unknown-tag"])
            #expect(try await names(of: ann, gateway) == ["mine"])
        }
    }

    @Test func aTagMadeAgainWithItsKeyIsAnsweredAndNotRefused() async throws {
        try await GatewayFixture.with { gateway in
            let ann = try await gateway.person()
            let key = ["Idempotency-Key": "k"]
            let first = try await gateway.send(.post, "/api/tags", #"{"name":"a"}"#, as: ann, headers: key)
            let again = try await gateway.send(.post, "/api/tags", #"{"name":"a"}"#, as: ann, headers: key)
            #expect(again.status == 201 && again.json == first.json)
            // A refused request keeps nothing: its key is free for the request that is right.
            let taken = try await gateway.send(
                .post, "/api/tags", #"{"name":"A"}"#, as: ann, headers: ["Idempotency-Key": "l"])
            #expect(taken.status == 409)
            #expect(try await gateway.count("SELECT count(*) FROM idempotency_keys") == 1)
        }
    }

    @Test func changesMayNameTheVersionTheyMean() async throws {
        try await GatewayFixture.with { gateway in
            let ann = try await gateway.person()
            let made = try await gateway.send(.post, "/api/tags", #"{"name":"a"}"#, as: ann)
            let (path, first) = (try unwrapped(made.headers["Location"]), try unwrapped(made.headers["ETag"]))
            let same = try await gateway.send(.get, path, as: ann, headers: ["If-None-Match": first])
            #expect(same.status == 304 && same.headers["ETag"] == first)
            let match = ["If-Match": first]
            #expect(try await gateway.send(.patch, path, #"{"name":"b"}"#, as: ann, headers: match).status == 200)
            let late = try await gateway.send(.patch, path, #"{"name":"c"}"#, as: ann, headers: match)
            #expect(late.status == 412 && late.code == "version-mismatch")
            #expect(late.json["current"]?["name"]?.string == "b")
            #expect(try await gateway.send(.delete, path, as: ann, headers: match).status == 412)
            #expect(try await gateway.send(.delete, path, as: ann, headers: ["If-Match": "garbage"]).status == 400)
            #expect(try await gateway.send(.delete, path, as: ann, headers: ["If-Match": "*"]).status == 204)
            let priorities = try await gateway.send(.get, "/api/priorities", as: ann)
            let tag = try unwrapped(priorities.headers["ETag"])
            let known = try await gateway.send(.get, "/api/priorities", as: ann, headers: ["If-None-Match": tag])
            #expect(known.status == 304)
        }
    }

    @Test func tagsAreListedByNameInPages() async throws {
        try await GatewayFixture.with { gateway in
            let ann = try await gateway.person()
            for name in ["delta", "Alpha", "charlie", "Bravo", "echo"] {
                _ = try await tag(#"{"name":"\#(name)"}"#, of: ann, gateway)
            }
            let first = try await gateway.send(.get, "/api/tags?limit=2", as: ann)
            let cursor = try #require(first.text("next_cursor"))
            let second = try await gateway.send(.get, "/api/tags?limit=2&cursor=\(cursor)", as: ann)
            #expect((first.items + second.items).map { $0["name"]?.string } == ["Alpha", "Bravo", "charlie", "delta"])
            let last = try await gateway.send(.get, "/api/tags?page=3&page_size=2", as: ann)
            #expect(last.items.map { $0["name"]?.string } == ["echo"] && last.json["total"]?.int == 5)
        }
    }

    @Test func prioritiesAreListedByLevel() async throws {
        try await GatewayFixture.with { gateway in
            let answer = try await gateway.send(.get, "/api/priorities", as: try await gateway.person())
            #expect(answer.items.map { $0["name"]?.string } == ["Critical", "High", "Medium", "Low"])
            let rows = try await gateway.postgres.read(
                "SELECT id, name, level, color FROM priorities ORDER BY level DESC")
            let stored = rows.map { "\($0.int(0)) \($0.string(1)) \($0.int(2)) \($0.string(3))" }
            let shown = answer.items.map { item in
                "\(item["id"]?.int ?? 0) \(item["name"]?.string ?? "") \(item["level"]?.int ?? 0) "
                    + "\(item["color"]?.string ?? "")"
            }
            #expect(shown == stored)
            #expect(answer.headers["ETag"] != nil && answer.headers["Cache-Control"] == "private, max-age=3600")
        }
    }
}
