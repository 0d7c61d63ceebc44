import FoundationEssentials
import HTTP
import JSON
import Postgres
import Reactor
import ServiceKit
import TestSupport
import Testing
import TodoCore

@testable import APIGateway

/// Whose a thing is decides the SQL itself: to everybody else it is not there, whatever the route.
@LoopActor @Suite(.todoDatabase, .noHanging) struct OwnershipTests {
    /// What one person has, one of everything that a path can name.
    private struct Things {
        let ids: [String: String]

        /// The path of a route to them: `{id}` is what the path before it names.
        func path(_ pattern: String) throws -> String {
            var path = pattern.replacing("{tag_id}", with: try unwrapped(ids["/api/tags/"]))
            if pattern.hasSuffix("/restore") { path.replace("{id}", with: try unwrapped(ids["trash"])) }
            guard let id = path.firstRange(of: "{id}") else { return path }
            path.replaceSubrange(id, with: try unwrapped(ids[String(path[..<id.lowerBound])]))
            return path
        }
    }

    /// Bodies that the routes take; the others take none.
    private static let bodies = [
        "PUT /api/tasks/{id}": #"{"title":"Stolen"}"#, "PATCH /api/tasks/{id}": #"{"title":"Stolen"}"#,
        "POST /api/tasks/{id}/subtasks": #"{"title":"Stolen"}"#, "POST /api/tasks/{id}/tags": #"{"name":"stolen"}"#,
        "PUT /api/tags/{id}": #"{"name":"stolen"}"#, "PATCH /api/tags/{id}": #"{"name":"stolen"}"#,
        "POST /api/tags/{id}/merge": #"{"into":"018f0000-0000-7000-8000-000000000000"}"#,
        "PUT /api/recurring-tasks/{id}": #"{"title":"Stolen"}"#,
        "PATCH /api/recurring-tasks/{id}": #"{"title":"Stolen"}"#,
    ]

    @Test func whatAPathNamesIsThereForItsOwnerAlone() async throws {
        try await GatewayFixture.with { gateway in
            let bob = try await gateway.person("bob")
            var walked = 0
            for (number, route) in gateway.router.routes.enumerated() where route.pattern.contains("{id}") {
                let ann = try await gateway.person("ann\(number)")
                let path = try await things(of: ann, gateway).path(route.pattern)
                let body = Self.bodies["\(route.method) \(route.pattern)"]
                let before = try await gateway.state(of: ann)

                let answer = try await gateway.send(route.method, path, body, as: bob)
                #expect(answer.status == 404, "\(route.method) \(route.pattern): \(answer.status) \(answer.json)")
                #expect(try await gateway.state(of: ann) == before, "\(route.method) \(route.pattern)")
                // It was no 404 for want of the thing: the owner finds it.
                let own = try await gateway.send(route.method, path, body, as: ann)
                #expect(own.status != 404, "\(route.method) \(route.pattern): \(own.json)")
                walked += 1
            }
            #expect(walked >= 25)
        }
    }

    @Test func whatNamesNothingConcernsTheCallersOwnAlone() async throws {
        try await GatewayFixture.with { gateway in
            let (ann, bob) = (try await gateway.person(), try await gateway.person("bob"))
            let things = try await things(of: ann, gateway)
            let before = try await gateway.state(of: ann)
            var walked = 0
            let routes = gateway.router.routes.filter {
                $0.pattern.hasPrefix("/api/") && !$0.pattern.contains("{") && !$0.pattern.hasPrefix("/api/auth/")
            }
            // The account goes last: nothing is anybody's afterwards.
            for route in routes.filter({ $0.pattern != "/api/me" }) + routes.filter({ $0.pattern == "/api/me" }) {
                let answer = try await gateway.send(route.method, route.pattern, as: bob)
                #expect(answer.status != 404, "\(route.method) \(route.pattern)")
                var json = JSONWriter()
                json.value(answer.json)
                let text = json.finish().text
                for id in things.ids.values { #expect(!text.contains(id), "\(route.method) \(route.pattern)") }
                walked += 1
            }
            #expect(walked >= 15)
            #expect(try await gateway.state(of: ann) == before)
        }
    }

    @Test func idsOfOthersInABodyAreUnknown() async throws {
        try await GatewayFixture.with { gateway in
            let (ann, bob) = (try await gateway.person(), try await gateway.person("bob"))
            let hers = try await things(of: ann, gateway).ids
            let his = try await things(of: bob, gateway)
            let (task, tag) = (try unwrapped(hers["/api/tasks/"]), try unwrapped(hers["/api/tags/"]))
            let before = try await gateway.state(of: ann)
            for (target, body, mistake) in [
                ("POST /api/tasks", #"{"title":"x","parent_id":"\#(task)"}"#, "/parent_id unknown-task"),
                ("POST /api/tasks", #"{"title":"x","tag_ids":["\#(tag)"]}"#, "/tag_ids/0 unknown-tag"),
                ("PATCH /api/tasks/{id}", #"{"parent_id":"\#(task)"}"#, "/parent_id unknown-task"),
                ("PATCH /api/tasks/{id}", #"{"tag_ids":["\#(tag)"]}"#, "/tag_ids/0 unknown-tag"),
                ("POST /api/tags/{id}/merge", #"{"into":"\#(tag)"}"#, "/into unknown-tag"),
            ] {
                let (method, pattern) = try #require(target.split(separator: " ").pair)
                let answer = try await gateway.send(
                    HTTPMethod(rawValue: method), try his.path(pattern), body, as: bob)
                #expect(answer.status == 422 && answer.mistakes == [mistake], "\(target) \(body): \(answer.json)")
            }
            let verbs = ["complete", "uncomplete", "cancel", "reopen", "delete", "restore", "purge"]
            for verb in verbs {
                let body = #"{"operations":[{"op":"\#(verb)","id":"\#(task)"}]}"#
                let answer = try await gateway.send(.post, "/api/tasks/bulk", body, as: bob)
                #expect(answer.status >= 400 && answer.status < 500, "\(verb): \(answer.status)")
            }
            #expect(
                try await gateway.send(.post, "/api/tasks", #"{"title":"x","user_id":"\#(ann.id)"}"#, as: bob)
                    .mistakes == ["/user_id unknown-field"])
            #expect(try await gateway.state(of: ann) == before)
        }
    }

    @Test func anIdOfAnothersTaskCannotBeMadeAgain() async throws {
        try await GatewayFixture.with { gateway in
            let (ann, bob) = (try await gateway.person(), try await gateway.person("bob"))
            let things = try await things(of: ann, gateway)
            let before = try await gateway.state(of: ann)
            let path = try things.path("/api/tasks/{id}")
            let fresh = "/api/tasks/\(IdentifierSource.system.next(at: WallClock.now(), of: TodoTask.self))"
            #expect(try await gateway.send(.put, fresh, #"{"title":"Mine"}"#, as: bob).status == 201)
            #expect(try await gateway.send(.put, path, #"{"title":"Mine"}"#, as: bob).status == 404)
            #expect(try await gateway.state(of: ann) == before)
        }
    }

    // MARK: Steps

    private func things(of person: GatewayFixture.Person, _ gateway: GatewayFixture) async throws -> Things {
        func make(_ target: String, _ body: String) async throws -> String {
            try unwrapped(try await gateway.send(.post, target, body, as: person).text("id"))
        }
        var ids: [String: String] = [:]
        let task = try await make(
            "/api/tasks", #"{"title":"Water","tags":["home"],"due_date":"2031-01-01","reminder_offset":10}"#)
        ids["/api/tasks/"] = task
        _ = try await make("/api/tasks/\(task)/subtasks", #"{"title":"Part"}"#)
        let gone = try await make("/api/tasks", #"{"title":"Gone"}"#)
        ids["trash"] = gone
        #expect(try await gateway.send(.delete, "/api/tasks/\(gone)", as: person).status == 204)
        let tags = try await gateway.send(.get, "/api/tags", as: person)
        ids["/api/tags/"] = try unwrapped(tags.items.first?["id"]?.string)
        ids["/api/recurring-tasks/"] = try await make(
            "/api/recurring-tasks",
            #"{"title":"Daily","recurrence_type":"daily","start_date":"2031-01-01T09:00:00"}"#)
        let sessions = try await gateway.send(.get, "/api/me/sessions", as: person)
        ids["/api/me/sessions/"] = try unwrapped(sessions.items.first?["id"]?.string)
        let notification = UUID()
        _ = try await gateway.postgres.write(
            """
            INSERT INTO notifications (id, user_id, kind, title, body, dedupe_key)
            VALUES (\(notification), \(person.id), 'due', 'Water', '', 'water')
            """)
        ids["/api/notifications/"] = notification.uuidString.lowercased()
        return Things(ids: ids)
    }
}

extension GatewayFixture {
    /// All that is somebody's in the database, but for when they were last seen.
    fileprivate func state(of person: Person) async throws -> [String] {
        let id = person.id
        return try await postgres.read(
            """
            SELECT 'user ' || u::text FROM users u WHERE id = \(id)
            UNION ALL SELECT 'preferences ' || p::text FROM user_preferences p WHERE user_id = \(id)
            UNION ALL SELECT 'task ' || t::text FROM tasks t WHERE user_id = \(id)
            UNION ALL SELECT 'reminder ' || r::text FROM task_reminders r WHERE user_id = \(id)
            UNION ALL SELECT 'tag ' || g::text FROM tags g WHERE user_id = \(id)
            UNION ALL SELECT 'link ' || x::text FROM task_tags x JOIN tasks t ON t.id = x.task_id WHERE user_id = \(id)
            UNION ALL SELECT 'series ' || s::text FROM recurring_tasks s WHERE user_id = \(id)
            UNION ALL SELECT 'notification ' || n::text FROM notifications n WHERE user_id = \(id)
            UNION ALL SELECT 'session ' || family_id || coalesce(revoked_at::text, '')
                        FROM sessions WHERE user_id = \(id)
            UNION ALL SELECT 'event ' || event_id || type FROM outbox_events WHERE user_id = \(id)
            UNION ALL SELECT 'log ' || event_id FROM task_event_log WHERE user_id = \(id)
            UNION ALL SELECT 'key ' || key FROM idempotency_keys WHERE user_id = \(id)
            ORDER BY 1
            """
        ).map { $0.string(0) }
    }
}

extension [Substring] {
    /// Its two elements.
    fileprivate var pair: (String, String)? { count == 2 ? (String(self[0]), String(self[1])) : nil }
}
