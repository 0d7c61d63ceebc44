import FoundationEssentials
import HTTP
import JSON
import Postgres
import Reactor
import ServiceKit
import TestSupport
import Testing
import TodoCore
import TodoStore

@testable import APIGateway

@LoopActor @Suite(.todoDatabase) struct IdempotencyKeyTests {
    /// One request that changes something, as a client would send it.
    struct Mutation {
        let target: String
        var body: String?
        /// Whether the caller is still somebody afterwards.
        var outlives = true

        init(_ target: String, _ body: String? = nil, outlives: Bool = true) {
            (self.target, self.body, self.outlives) = (target, body, outlives)
        }
    }

    /// What a request needs to be there before it.
    @LoopActor struct Ground {
        let gateway: GatewayFixture
        let person: GatewayFixture.Person

        func made(_ target: String, _ body: String) async throws -> String {
            let answer = try await gateway.send(.post, target, body, as: person)
            return try "\(target)/\(#require(answer.text("id"), "\(answer)"))"
        }
        func task(_ body: String = #"{"title":"Water","tags":["home"]}"#) async throws -> String {
            try await made("/api/tasks", body)
        }
        func task(after verb: String) async throws -> String {
            let task = try await task()
            #expect(try await gateway.send(.post, "\(task)/\(verb)", as: person).status == 200)
            return task
        }
        func deletedTask() async throws -> String {
            let task = try await task()
            #expect(try await gateway.send(.delete, task, as: person).status == 204)
            return task
        }
        func tag(_ name: String = "home") async throws -> String {
            try await made("/api/tags", #"{"name":"\#(name)"}"#)
        }
        func series() async throws -> String {
            try await made(
                "/api/recurring-tasks",
                #"{"title":"Walk","recurrence_type":"daily","start_date":"2099-01-01T09:00:00"}"#)
        }
        func notification() async throws -> String {
            let plan = NotificationPlan.sample(of: person.id, key: "due:1")
            _ = try await gateway.postgres.withTransaction { transaction in
                try await NotificationStore(gateway.postgres).insert([plan], in: transaction)
            }
            return "/api/notifications/\(plan.notification.id)"
        }
        /// The id of another login.
        func login() async throws -> UUID {
            let family = UUID()
            let tokenHash = (0..<32).map { _ in UInt8.random(in: 0...255) }
            _ = try await gateway.postgres.write(
                """
                INSERT INTO sessions (id, user_id, family_id, token_hash, expires_at, family_expires_at)
                VALUES (\(UUID()), \(person.id), \(family), \(tokenHash), now() + '1 day', now() + '1 day')
                """)
            return family
        }
    }

    typealias Prepare = @LoopActor (Ground) async throws -> Mutation

    /// A request for every route that changes something. A new route needs its own here.
    static let mutations: [String: Prepare] = [
        "PATCH /api/me": { _ in Mutation("/api/me", #"{"name":"Ann B."}"#) },
        "DELETE /api/me": { _ in Mutation("/api/me", outlives: false) },
        "PUT /api/me/preferences": { _ in Mutation("/api/me/preferences", #"{"digest_time":"06:30"}"#) },
        "PATCH /api/me/preferences": { _ in Mutation("/api/me/preferences", #"{"digest_time":"07:00"}"#) },
        "DELETE /api/me/sessions": { ground in
            _ = try await ground.login()
            return Mutation("/api/me/sessions")
        },
        "DELETE /api/me/sessions/{id}": { Mutation("/api/me/sessions/\(try await $0.login())") },
        "POST /api/tasks": { _ in Mutation("/api/tasks", #"{"title":"Water","tags":["home"]}"#) },
        "PUT /api/tasks/{id}": { _ in
            let id: TodoTask.ID = IdentifierSource.system.next(at: WallClock.now())
            return Mutation("/api/tasks/\(id)", #"{"title":"Water"}"#)
        },
        "PATCH /api/tasks/{id}": { Mutation(try await $0.task(), #"{"title":"Tea"}"#) },
        "DELETE /api/tasks/{id}": { Mutation(try await $0.task()) },
        "POST /api/tasks/{id}/complete": { Mutation("\(try await $0.task())/complete?cascade=true") },
        // The one that is not harmless a second time.
        "PATCH /api/tasks/{id}/complete": { Mutation("\(try await $0.task())/complete") },
        "POST /api/tasks/{id}/uncomplete": { Mutation("\(try await $0.task(after: "complete"))/uncomplete") },
        "POST /api/tasks/{id}/cancel": { Mutation("\(try await $0.task())/cancel") },
        "POST /api/tasks/{id}/reopen": { Mutation("\(try await $0.task(after: "cancel"))/reopen") },
        "POST /api/tasks/{id}/restore": { Mutation("\(try await $0.deletedTask())/restore") },
        "POST /api/tasks/{id}/duplicate": { Mutation("\(try await $0.task())/duplicate") },
        "POST /api/tasks/{id}/subtasks": { Mutation("\(try await $0.task())/subtasks", #"{"title":"Kettle"}"#) },
        "POST /api/tasks/{id}/tags": { Mutation("\(try await $0.task())/tags", #"{"name":"tea"}"#) },
        "DELETE /api/tasks/{id}/tags/{tag_id}": { ground in
            let (tag, task) = (try await ground.tag(), try await ground.task())
            return Mutation("\(task)/tags/\(tag.split(separator: "/")[2])")
        },
        "POST /api/tasks/bulk": { _ in
            Mutation("/api/tasks/bulk", #"{"operations":[{"op":"create","data":{"title":"Water"}}]}"#)
        },
        "POST /api/undo": { ground in
            _ = try await ground.deletedTask()
            return Mutation("/api/undo")
        },
        "DELETE /api/trash": { ground in
            _ = try await ground.deletedTask()
            return Mutation("/api/trash")
        },
        "POST /api/tags": { _ in Mutation("/api/tags", #"{"name":"home"}"#) },
        "PUT /api/tags/{id}": { Mutation(try await $0.tag(), #"{"name":"house"}"#) },
        "PATCH /api/tags/{id}": { Mutation(try await $0.tag(), ##"{"color":"#00FF00"}"##) },
        "DELETE /api/tags/{id}": { Mutation(try await $0.tag()) },
        "POST /api/tags/{id}/merge": { ground in
            let (goes, stays) = (try await ground.tag(), try await ground.tag("house"))
            return Mutation("\(goes)/merge", #"{"into":"\#(stays.split(separator: "/")[2])"}"#)
        },
        "POST /api/recurring-tasks": { _ in
            Mutation(
                "/api/recurring-tasks",
                #"{"title":"Stand-up","recurrence_type":"daily","start_date":"2020-01-01T00:00:00"}"#)
        },
        "POST /api/recurring-tasks/{id}/pause": { Mutation("\(try await $0.series())/pause") },
        "POST /api/recurring-tasks/{id}/resume": { ground in
            let series = try await ground.series()
            #expect(try await ground.gateway.send(.post, "\(series)/pause", as: ground.person).status == 200)
            return Mutation("\(series)/resume")
        },
        "DELETE /api/recurring-tasks/{id}": { Mutation(try await $0.series()) },
        "POST /api/notifications/{id}/read": { Mutation("\(try await $0.notification())/read") },
        "POST /api/notifications/read-all": { ground in
            _ = try await ground.notification()
            return Mutation("/api/notifications/read-all")
        },
    ]

    private static func name(_ route: (method: HTTPMethod, pattern: String)) -> String {
        "\(route.method.rawValue) \(route.pattern)"
    }

    @Test func everyRouteThatChangesSomethingTakesAKey() async throws {
        try await GatewayFixture.with { gateway in
            let changing = gateway.router.routes.filter {
                [.post, .put, .patch, .delete].contains($0.method) && !$0.pattern.hasPrefix("/api/auth/")
            }
            #expect(Set(changing.map(Self.name)) == Set(Self.mutations.keys), "give each new route its request here")
            for (number, route) in changing.enumerated() {
                let name = Self.name(route)
                guard let prepare = Self.mutations[name] else { continue }
                let person = try await gateway.person("user\(number)")
                let mutation = try await prepare(Ground(gateway: gateway, person: person))
                try await check(mutation, route.method, of: person, gateway, "\(name)")
            }
        }
    }

    private func check(
        _ mutation: Mutation, _ method: HTTPMethod, of person: GatewayFixture.Person, _ gateway: GatewayFixture,
        _ name: Comment
    ) async throws {
        let key = ["Idempotency-Key": "a key"]
        let before = try await state(gateway)
        let first = try await gateway.send(method, mutation.target, mutation.body, as: person, headers: key)
        #expect((200..<300).contains(first.status) && first.headers["Idempotent-Replayed"] == nil, name)
        let after = try await state(gateway)
        #expect(after != before, name)
        guard mutation.outlives else {
            #expect(
                try await gateway.send(method, mutation.target, mutation.body, as: person, headers: key).status == 401)
            return
        }
        let second = try await gateway.send(method, mutation.target, mutation.body, as: person, headers: key)
        #expect(second.headers["Idempotent-Replayed"] == "true", name)
        #expect(second.status == first.status && second.json == first.json, name)
        #expect(fields(second) == fields(first), name)
        let other = try await gateway.send(method, mutation.target, #"{"another":"body"}"#, as: person, headers: key)
        #expect(other.status == 422 && other.code == "idempotency-key-reused", name)
        #expect(try await state(gateway) == after, name)
    }

    /// The fields that belong to the answer, not to the exchange.
    private func fields(_ answer: GatewayFixture.Answer) -> [String] {
        answer.headers.map { "\($0.name.lowercased()): \($0.value)" }
            .filter { !$0.hasPrefix("x-request-id:") && !$0.hasPrefix("idempotent-replayed:") }.sorted()
    }

    /// A digest of everything that requests change.
    private func state(_ gateway: GatewayFixture) async throws -> String {
        let tables: [SQL] = [
            "users", "user_preferences", "tags", "tasks", "task_tags", "task_reminders", "recurring_tasks",
            "recurring_occurrences", "notifications", "task_event_log", "outbox_events",
        ]
        let rows = tables.map { table -> SQL in "SELECT row(x.*)::text AS line FROM \(table) x" }
        let sessions: SQL = "SELECT row(id, revoked_at)::text FROM sessions"
        let all = (rows + [sessions]).joined(separator: " UNION ALL ")
        return try await gateway.postgres.read(
            "SELECT md5(string_agg(line, ',' ORDER BY line)) FROM (\(all)) AS lines")[0]
            .string(0)
    }

    @Test func aRequestThatFoundNothingToChangeIsNotCarriedOutLater() async throws {
        try await GatewayFixture.with { gateway in
            let ann = try await gateway.person()
            let id = try #require(try await gateway.task(of: ann).text("id"))
            #expect(try await gateway.send(.post, "/api/tasks/\(id)/complete", as: ann).status == 200)
            let key = ["Idempotency-Key": "k"]
            let first = try await gateway.send(.post, "/api/tasks/\(id)/complete", as: ann, headers: key)
            #expect(try await gateway.send(.post, "/api/tasks/\(id)/uncomplete", as: ann).status == 200)
            let again = try await gateway.send(.post, "/api/tasks/\(id)/complete", as: ann, headers: key)
            #expect(again.headers["Idempotent-Replayed"] == "true" && again.json == first.json)
            #expect(try await gateway.send(.get, "/api/tasks/\(id)", as: ann).text("status") == "pending")
        }
    }

    @Test func aTaskThatComesAgainIsMadeOnce() async throws {
        try await GatewayFixture.with { gateway in
            let ann = try await gateway.person()
            let key = ["Idempotency-Key": "k"]
            let body = #"{"title":"Water","is_recurring":true,"recurrence_pattern":"daily"}"#
            let first = try await gateway.send(.post, "/api/tasks", body, as: ann, headers: key)
            let again = try await gateway.send(.post, "/api/tasks", body, as: ann, headers: key)
            #expect(again.json == first.json && again.headers["Idempotent-Replayed"] == "true")
            #expect(try await gateway.count("SELECT count(*) FROM recurring_tasks") == 1)
        }
    }

    @Test func twoRequestsWithOneKeyAtOnceMakeOneSeries() async throws {
        try await GatewayFixture.with { gateway in
            let ann = try await gateway.person()
            let body = #"{"title":"Walk","recurrence_type":"daily","start_date":"2099-01-01T09:00:00"}"#
            async let left = gateway.send(
                .post, "/api/recurring-tasks", body, as: ann, headers: ["Idempotency-Key": "k"])
            async let right = gateway.send(
                .post, "/api/recurring-tasks", body, as: ann, headers: ["Idempotency-Key": "k"])
            let answers = [try await left, try await right]
            #expect(answers.allSatisfy { $0.status == 201 } && answers[0].json == answers[1].json)
            #expect(try await gateway.count("SELECT count(*) FROM recurring_tasks") == 1)
            #expect(
                try await gateway.count("SELECT count(*) FROM outbox_events WHERE type = 'recurring-task.created.v1'")
                    == 1)
        }
    }
}
