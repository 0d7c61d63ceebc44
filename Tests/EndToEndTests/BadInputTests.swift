import HTTPClient
import JSON
import Postgres
import Reactor
import TestSupport
import Testing

/// What no client should send, sent to every endpoint: a problem with a status of 4xx, and never a 5xx.
@LoopActor @Suite(.serialized, .todoDatabase) struct BadInputTests {
    /// Endpoints whose body must be right. `{task}` and `{series}` become ids of the caller's own.
    private static let strict = [
        "POST /api/auth/signup", "POST /api/auth/login", "POST /api/auth/refresh", "POST /api/auth/logout",
        "POST /api/tasks", "PATCH /api/tasks/{task}", "PUT /api/tasks/{task}", "POST /api/recurring-tasks",
    ]
    /// Endpoints whose body may be absent.
    private static let lax = [
        "POST /api/tasks/{task}/complete", "POST /api/tasks/{task}/uncomplete",
        "POST /api/recurring-tasks/{series}/pause", "POST /api/recurring-tasks/{series}/resume",
        "GET /api/tasks/{task}", "GET /api/tasks/{task}/events", "GET /api/recurring-tasks/{series}",
        "DELETE /api/recurring-tasks/{series}", "DELETE /api/tasks/{task}",
    ]
    private static let bodies: [String?] = [
        nil, "", "{", "null", "[]", "17", #""text""#, #"{"nonsense":1}"#, #"{"title":"a","title":"b"}"#, "\u{0}",
        String(repeating: "[", count: 5_000), #"{"title":5}"#, #"{"title":null}"#, #"{"title":""}"#,
        #"{"title":"a\u0000b"}"#, #"{"email":"a\u0000@example.org","password":"correct horse battery"}"#,
        #"{"email":"ann@example.org","password":7}"#, #"{"refresh_token":["x"]}"#,
    ]
    private static let tasks = [
        #"{"title":"x","due_date":"10000-01-01T00:00:00Z"}"#, #"{"title":"x","due_date":"2027-02-30"}"#,
        #"{"title":"x","due_date":5}"#, #"{"title":"x","due_date":"infinity"}"#, #"{"title":"x","priority":99}"#,
        #"{"title":"x","priority":1e99}"#, #"{"title":"x","tags":["a\u0000b"]}"#, #"{"title":"x","tags":"a"}"#,
        #"{"title":"x","description":"\u0000"}"#, #"{"title":"x","reminders":[{"kind":"absolute"}]}"#,
        #"{"title":"x","reminders":[{"kind":"relative","offset":"-P99999999999Y"}]}"#,
        #"{"title":"x","reminders":[{"kind":"absolute","remind_at":"9999-12-31T23:59:59Z"},5]}"#,
        #"{"title":"x","status":"gone"}"#, #"{"title":"\ud800"}"#, #"{"title":"x","due_timezone":"Mars/Olympus"}"#,
    ]
    private static let series = [
        #"{"title":"x"}"#, #"{"title":"x","recurrence_type":"daily"}"#,
        #"{"title":"x","recurrence_type":"never","start_date":"2027-01-01T00:00:00Z"}"#,
        #"{"title":"x","recurrence_type":"daily","start_date":"10000-01-01T00:00:00Z"}"#,
        #"{"title":"x","recurrence_type":"daily","start_date":"2027-01-01T00:00:00Z","recurrence_interval":0}"#,
        #"{"title":"x","recurrence_type":"daily","start_date":"2027-01-01T00:00:00Z","recurrence_interval":9223372036854775807}"#,
        #"{"title":"x","recurrence_type":"daily","start_date":"2027-01-01T00:00:00Z","end_date":"2026-01-01T00:00:00Z"}"#,
        #"{"title":"x","recurrence_type":"weekly","start_date":"2027-01-01T00:00:00Z","by_weekday":["XX"]}"#,
        #"{"title":"x","recurrence_type":"monthly","start_date":"2027-01-01T00:00:00Z","by_month_day":32}"#,
        #"{"title":"x","recurrence_type":"daily","start_date":"2027-01-01T00:00:00Z","timezone":"a\u0000b"}"#,
    ]

    @Test func aBodyThatIsNotRightIsAProblemAndNeverAnError() async throws {
        try await World.run { _, stage in
            let user = try await stage.signUp()
            let (task, series) = try await samples(of: user, on: stage)
            for endpoint in Self.strict + Self.lax {
                for body in Self.bodies {
                    try await expectProblem(
                        endpoint, body, task, series, user, stage, isStrict: Self.strict.contains(endpoint))
                }
            }
            for body in Self.tasks { try await expectProblem("POST /api/tasks", body, task, series, user, stage) }
            for body in Self.series {
                try await expectProblem("POST /api/recurring-tasks", body, task, series, user, stage)
            }
            #expect(try await stage.lines("SELECT title FROM tasks WHERE title <> 'Mine' AND title <> 'Series'") == [])
        }
    }

    @Test func aParameterThatIsNotRightIsAProblem() async throws {
        try await World.run { _, stage in
            let user = try await stage.signUp()
            for target in [
                "/api/tasks?limit=0", "/api/tasks?limit=x", "/api/tasks?limit=99999999999999999999",
                "/api/tasks?cursor=x", "/api/tasks?nonsense=1", "/api/tasks?status=gone", "/api/tasks/%00",
                "/api/tasks/x", "/api/tasks/..%2f..", "/api/notifications?kind=gone", "/api/notifications?unread=maybe",
                "/api/recurring-tasks?is_active=5", "/api/nowhere", "/api/tasks?q=%00", "/api/tasks?q=%ff",
            ] {
                let answer = try await stage.call("GET", target, as: user)
                #expect((400..<500).contains(answer.status) && answer.isProblem, "\(target): \(answer.status)")
            }
            for target in ["/api/notifications/x/read", "/api/notifications/018f0000-0000-7000-8000-000000000000/read"]
            {
                let answer = try await stage.call("POST", target, as: user)
                #expect(answer.status == 404 && answer.isProblem, "\(target): \(answer.status)")
            }
        }
    }

    @Test func whatBelongsToSomebodyElseIsNotThere() async throws {
        try await World.run { _, stage in
            let owner = try await stage.signUp("ann")
            let other = try await stage.signUp("bob")
            let (task, series) = try await samples(of: owner, on: stage)
            for endpoint in Self.lax + ["PATCH /api/tasks/{task}", "PUT /api/tasks/{task}"] {
                let (method, path) = Self.split(endpoint, task, series)
                let body = method == "PATCH" || method == "PUT" ? #"{"title":"stolen"}"# : nil
                let answer = try await stage.call(method, path, body, as: other)
                #expect(answer.status == 404 && answer.isProblem, "\(endpoint): \(answer.status)")
                let nobody = try await stage.call(method, path, body)
                #expect(nobody.status == 401 && nobody.isProblem, "\(endpoint): \(nobody.status)")
            }
            let mine = try await stage.ask("GET", "/api/tasks/\(task)", as: owner, status: 200)
            #expect(mine.json["title"] == "Mine" && mine.json["version"] == 1)
            #expect(try await stage.ask("GET", "/api/tasks", as: other, status: 200).items.isEmpty)
        }
    }

    // MARK: Steps

    private func samples(of user: TodoUser, on stage: Stage) async throws -> (task: String, series: String) {
        let task = try await stage.createTask(#"{"title":"Mine"}"#, as: user)
        let series = try await stage.ask(
            "POST", "/api/recurring-tasks",
            #"{"title":"Series","recurrence_type":"daily","start_date":"2027-01-01T00:00:00Z"}"#, as: user, status: 201)
        return (task, series.id)
    }

    private static func split(_ endpoint: String, _ task: String, _ series: String) -> (method: String, path: String) {
        let parts = endpoint.split(separator: " ")
        let path = String(parts[1]).replacing("{task}", with: task).replacing("{series}", with: series)
        return (String(parts[0]), path)
    }

    private func expectProblem(
        _ endpoint: String, _ body: String?, _ task: String, _ series: String, _ user: TodoUser, _ stage: Stage,
        isStrict: Bool = true
    ) async throws {
        let (method, path) = Self.split(endpoint, task, series)
        let answer = try await stage.call(method, path, body, as: user)
        let sent = "\(endpoint) with \((body ?? "no body").prefix(80)): \(answer.status)"
        #expect(answer.status < 500, "\(sent)")
        if isStrict { #expect((400..<500).contains(answer.status) && answer.isProblem, "\(sent)") }
    }
}
