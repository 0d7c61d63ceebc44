import HTTP
import JSON
import Postgres
import Reactor
import TestSupport
import Testing

@LoopActor @Suite(.todoDatabase) struct TaskRoutesTests {
    @Test func aCreatedTaskIsAnsweredReadAndListed() async throws {
        try await GatewayFixture.with { gateway in
            let ann = try await gateway.person()
            let created = try await gateway.task(
                #"{"title":"  Water  ","priority":"high","tags":["Home","home"],"due_date":"2099-01-01T10:00:00+02:00","#
                    + #""reminders":[{"kind":"relative","offset":"-PT5S"}]}"#, of: ann)
            #expect(created.status == 201)
            #expect(created.text("title") == "Water")
            #expect(created.json["priority"]?.int == 1)
            #expect(created.text("due_date") == "2099-01-01T08:00:00Z")
            #expect(created.text("due_state") == "upcoming")
            #expect(created.json["tags"]?.array == [.string("Home")])
            #expect(created.json["reminders"]?.array?.first?["remind_at"]?.string == "2099-01-01T07:59:55Z")
            let location = try #require(created.headers["Location"])
            let read = try await gateway.send(.get, location, as: ann)
            #expect(read.status == 200 && read.json == created.json)
            #expect(read.headers["ETag"] == created.headers["ETag"])
            let list = try await gateway.send(.get, "/api/tasks?include_total=true", as: ann)
            #expect(list.items == [created.json])
            #expect(list.json["total"]?.int == 1)
        }
    }

    @Test func everyVersionHasItsEventAndItsLogEntry() async throws {
        try await GatewayFixture.with { gateway in
            let ann = try await gateway.person()
            let task = try await gateway.task(of: ann)
            let path = try "/api/tasks/" + #require(task.text("id"))
            #expect(try await gateway.send(.patch, path, #"{"title":"Two"}"#, as: ann).json["version"]?.int == 2)
            #expect(try await gateway.send(.post, path + "/complete", as: ann).json["version"]?.int == 3)
            #expect(try await gateway.send(.post, path + "/complete", as: ann).json["version"]?.int == 3)
            #expect(try await gateway.send(.post, path + "/uncomplete", as: ann).json["completed"]?.bool == false)
            #expect(try await gateway.send(.delete, path, as: ann).status == 204)
            #expect(try await gateway.send(.get, path, as: ann).code == "task-not-found")
            let events = try await gateway.send(.get, path + "/events", as: ann)
            #expect(
                events.items.map { $0["type"]?.string } == [
                    "task.created.v1", "task.updated.v1", "task.completed.v1", "task.uncompleted.v1", "task.deleted.v1",
                ])
            #expect(events.items[1]["data"]?["changes"]?["title"]?["new"]?.string == "Two")
            #expect(try await gateway.count("SELECT count(*) FROM outbox_events WHERE type LIKE 'task.%'") == 5)
            #expect(
                try await gateway.count(
                    "SELECT count(DISTINCT aggregate_seq) FROM outbox_events WHERE type LIKE 'task.%'") == 5)
        }
    }

    @Test func pagesFollowEachOtherWithoutGapsAndCursorsBelongToTheirList() async throws {
        try await GatewayFixture.with { gateway in
            let (ann, bob) = (try await gateway.person(), try await gateway.person("bob"))
            var made: [String?] = []
            for index in 0..<7 { made.append(try await gateway.task(#"{"title":"\#(index)"}"#, of: ann).text("id")) }
            var seen: [String?] = []
            var target = "/api/tasks?limit=3"
            var cursor: String?
            repeat {
                let page = try await gateway.send(.get, target, as: ann)
                seen += page.items.map { $0["id"]?.string }
                cursor = page.text("next_cursor")
                target = "/api/tasks?limit=3&cursor=" + (cursor ?? "")
            } while cursor != nil
            #expect(seen == made.reversed())

            let first = try #require(try await gateway.send(.get, "/api/tasks?limit=3", as: ann).text("next_cursor"))
            #expect(try await gateway.send(.get, "/api/tasks?cursor=\(first)", as: bob).status == 400)
            #expect(try await gateway.send(.get, "/api/tasks?status=pending&cursor=\(first)", as: ann).status == 400)
            #expect(try await gateway.send(.get, "/api/tasks?cursor=garbage", as: ann).code == "invalid-parameter")
        }
    }

    @Test func whatOneUserHasIsNotThereForAnother() async throws {
        try await GatewayFixture.with { gateway in
            let (ann, bob) = (try await gateway.person(), try await gateway.person("bob"))
            let path = try "/api/tasks/" + #require(try await gateway.task(of: ann).text("id"))
            let attempts: [(HTTPMethod, String, String?)] = [
                (.get, path, nil), (.patch, path, #"{"title":"Mine"}"#), (.put, path, #"{"title":"Mine"}"#),
                (.delete, path, nil), (.post, path + "/complete", nil), (.post, path + "/uncomplete", nil),
                (.get, path + "/events", nil), (.post, path + "/complete?cascade=true", nil),
                (.patch, path + "/complete", nil), (.post, path + "/cancel", nil), (.post, path + "/reopen", nil),
                (.post, path + "/restore", nil), (.post, path + "/duplicate", nil), (.get, path + "/subtasks", nil),
                (.post, path + "/subtasks", #"{"title":"Mine"}"#), (.delete, path + "?permanent=true", nil),
            ]
            for (method, target, body) in attempts {
                #expect(try await gateway.send(method, target, body, as: bob).status == 404, "\(method) \(target)")
                #expect(try await gateway.send(method, target, body).status == 401, "\(method) \(target)")
            }
            #expect(try await gateway.send(.get, path, as: ann).json["version"]?.int == 1)
            #expect(try await gateway.send(.get, "/api/tasks", as: bob).items.isEmpty)
        }
    }

    @Test func aRequestThatComesAgainWithItsKeyIsAnsweredAndNotRepeated() async throws {
        try await GatewayFixture.with { gateway in
            let ann = try await gateway.person()
            let key = ["Idempotency-Key": "k1"]
            let first = try await gateway.send(.post, "/api/tasks", #"{"title":"Once"}"#, as: ann, headers: key)
            let again = try await gateway.send(.post, "/api/tasks", #"{ "title" : "Once" }"#, as: ann, headers: key)
            #expect(again.status == 201 && again.json == first.json)
            #expect(again.headers["Idempotent-Replayed"] == "true")
            let other = try await gateway.send(.post, "/api/tasks", #"{"title":"Other"}"#, as: ann, headers: key)
            #expect(other.status == 422 && other.code == "idempotency-key-reused")
            #expect(try await gateway.count("SELECT count(*) FROM tasks") == 1)
        }
    }

    @Test func writersWhoMeetLoseNothing() async throws {
        try await GatewayFixture.with { gateway in
            let ann = try await gateway.person()
            let path = try "/api/tasks/" + #require(try await gateway.task(of: ann).text("id"))
            await withTaskGroup { group in
                for index in 0..<12 {
                    group.addTask {
                        let body = index.isMultiple(of: 2) ? #"{"title":"\#(index)"}"# : #"{"description":"\#(index)"}"#
                        let answer = try? await gateway.send(.patch, path, body, as: ann)
                        #expect(answer?.status == 200)
                    }
                }
            }
            #expect(try await gateway.send(.get, path, as: ann).json["version"]?.int == 13)
            #expect(try await gateway.count("SELECT count(*) FROM outbox_events") == 13)
        }
    }
}
