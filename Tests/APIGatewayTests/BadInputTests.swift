import HTTP
import JSON
import Postgres
import Reactor
import TestSupport
import Testing

/// What a client gets wrong is told with its place, changes nothing and is never a 500.
@LoopActor @Suite(.todoDatabase) struct BadInputTests {
    @Test func bodiesThatAreNoJSONAreRefused() async throws {
        try await GatewayFixture.with { gateway in
            let ann = try await gateway.person()
            for target in ["/api/tasks", "/api/recurring-tasks", "/api/auth/signup", "/api/auth/login"] {
                for body in ["", "{", "[", #"{"title":"a","title":"b"}"#, "{\"title\":\"\\ud800\"}", "nul"] {
                    let answer = try await gateway.send(
                        .post, target, body, as: ann, headers: ["Content-Type": "application/json"])
                    #expect(answer.status == 400, "\(target) \(body): \(answer.status)")
                    #expect(answer.code?.hasPrefix("invalid-") == true, "\(target) \(body): \(answer.json)")
                }
                let text = try await gateway.send(.post, target, "{}", as: ann, headers: ["Content-Type": "text/plain"])
                #expect(text.status == 415)
                let array = try await gateway.send(.post, target, "[]", as: ann)
                #expect(array.status == 422)
            }
        }
    }

    @Test(arguments: [
        (#"{}"#, "/title required"),
        (#"{"title":1}"#, "/title invalid-type"),
        (#"{"title":""}"#, "/title blank"),
        (#"{"title":"   "}"#, "/title blank"),
        (#"{"title":"\u200B"}"#, "/title blank"),
        (#"{"title":"a\u0000b"}"#, "/title invalid-character"),
        (#"{"title":"a\nb"}"#, "/title invalid-character"),
        (#"{"title":"a","tags":["x\u0000"]}"#, "/tags/0 invalid-character"),
        (#"{"title":"a","tags":"x"}"#, "/tags invalid-type"),
        (#"{"title":"a","priority":5}"#, "/priority unknown-priority"),
        (#"{"title":"a","priority":1.5}"#, "/priority invalid-integer"),
        (#"{"title":"a","due_date":"10000-01-01T00:00:00Z"}"#, "/due_date invalid-date"),
        (#"{"title":"a","due_date":"infinity"}"#, "/due_date invalid-date"),
        (#"{"title":"a","due_date":"2025-02-30"}"#, "/due_date invalid-date"),
        (#"{"title":"a","due_date":"2027-01-01T24:00:00Z"}"#, "/due_date invalid-date"),
        (#"{"title":"a","due_date":"2027-01-01T00:00:60Z"}"#, "/due_date invalid-date"),
        (#"{"title":"a","due_date":"2027-01-01T00:00:00"}"#, "/due_date invalid-date"),
        (#"{"title":"a","due_date":1e308}"#, "/due_date invalid-type"),
        (#"{"title":"a","due_timezone":"Mars/Phobos"}"#, "/due_timezone unknown-timezone"),
        (#"{"title":"a","due_timezone":"../../etc/passwd"}"#, "/due_timezone unknown-timezone"),
        (
            #"{"title":"a","reminders":[{"kind":"relative","offset":"P999999Y"}]}"#,
            "/reminders/0/offset invalid-duration"
        ),
        (#"{"title":"a","reminders":[{"kind":"later"}]}"#, "/reminders/0/kind unknown-kind"),
        (#"{"title":"a","status":"done"}"#, "/status unknown-status"),
        (#"{"title":"a","version":9}"#, "/version unknown-field"),
        (#"{"title":"a","user_id":"x","is_admin":true}"#, "/user_id unknown-field"),
    ])
    func aWrongFieldOfATaskIsNamed(_ body: String, _ mistake: String) async throws {
        try await GatewayFixture.with { gateway in
            let answer = try await gateway.task(body, of: try await gateway.person())
            #expect(answer.status == 422)
            #expect(answer.headers["Content-Type"] == "application/problem+json")
            #expect(answer.mistakes.contains(mistake), "\(answer.mistakes)")
            #expect(try await gateway.count("SELECT count(*) FROM tasks") == 0)
        }
    }

    @Test(arguments: [
        (#"{}"#, "/title required"),
        (
            #"{"title":"a","recurrence_type":"hourly","start_date":"2027-01-01T09:00:00"}"#,
            "/recurrence_type unsupported-recurrence-type"
        ),
        (
            #"{"title":"a","recurrence_type":"daily","recurrence_interval":0,"start_date":"2027-01-01T09:00:00"}"#,
            "/recurrence_interval out-of-range"
        ),
        (
            #"{"title":"a","recurrence_type":"daily","recurrence_interval":99999999999999999999,"start_date":"2027-01-01T09:00:00"}"#,
            "/recurrence_interval invalid-integer"
        ),
        (#"{"title":"a","recurrence_type":"daily","start_date":"soon"}"#, "/start_date invalid-date"),
        (
            #"{"title":"a","recurrence_type":"daily","start_date":"2027-01-02T09:00:00","end_date":"2027-01-01"}"#,
            "/end_date end-before-start"
        ),
        (
            #"{"title":"a","recurrence_type":"daily","start_date":"2027-01-02T09:00:00","timezone":"Mars/Phobos"}"#,
            "/timezone unknown-timezone"
        ),
    ])
    func aWrongFieldOfASeriesIsNamed(_ body: String, _ mistake: String) async throws {
        try await GatewayFixture.with { gateway in
            let answer = try await gateway.send(.post, "/api/recurring-tasks", body, as: try await gateway.person())
            #expect(answer.status == 422)
            #expect(answer.mistakes.contains(mistake), "\(answer.mistakes)")
        }
    }

    @Test func queriesAreReadStrictly() async throws {
        try await GatewayFixture.with { gateway in
            let ann = try await gateway.person()
            for query in [
                "limit=0", "limit=101", "limit=x", "limit=1&limit=2", "colour=red", "status=done", "priority=9",
                "sort=id", "due_from=yesterday", "include_total=maybe", "recurring_task_id=1",
            ] {
                let answer = try await gateway.send(.get, "/api/tasks?" + query, as: ann)
                #expect(answer.status == 400 && answer.code == "invalid-parameter", "\(query): \(answer.json)")
            }
            #expect(try await gateway.send(.get, "/api/notifications?kind=nothing", as: ann).status == 400)
            #expect(try await gateway.send(.get, "/api/tasks/none-of-ours", as: ann).status == 404)
            #expect(try await gateway.send(.post, "/api/notifications/1/read", as: ann).status == 404)
        }
    }

    @Test func aTransitionThatMakesNoSenseIsAConflict() async throws {
        try await GatewayFixture.with { gateway in
            let ann = try await gateway.person()
            let path = try "/api/tasks/" + #require(try await gateway.task(of: ann).text("id"))
            #expect(try await gateway.send(.patch, path, #"{"status":"cancelled"}"#, as: ann).status == 200)
            let answer = try await gateway.send(.post, path + "/complete", as: ann)
            #expect(answer.status == 409 && answer.code == "invalid-transition")
        }
    }
}
