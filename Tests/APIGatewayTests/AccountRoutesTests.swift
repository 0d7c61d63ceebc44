import FoundationEssentials
import HTTP
import JSON
import Postgres
import Reactor
import TestSupport
import Testing
import TodoStore

@testable import APIGateway

@LoopActor @Suite(.todoDatabase) struct AccountRoutesTests {
    @Test func aProfileIsReadAndChanged() async throws {
        try await GatewayFixture.with { gateway in
            let ann = try await gateway.person()
            let before = try await gateway.send(.get, "/api/me", as: ann)
            #expect(before.status == 200 && before.text("email") == "ann@example.org")
            #expect(before.json["week_start"]?.int == 1)

            let change = #"{"name":" Ann B. ","locale":"ur","timezone":"Asia/Karachi","week_start":7}"#
            let changed = try await gateway.send(.patch, "/api/me", change, as: ann)
            #expect(changed.status == 200 && changed.headers["ETag"] != before.headers["ETag"])
            let after = try await gateway.send(.get, "/api/me", as: ann)
            #expect(after.json == changed.json)
            #expect(after.text("name") == "Ann B." && after.text("locale") == "ur")
            #expect(after.text("timezone") == "Asia/Karachi" && after.json["week_start"]?.int == 7)
            #expect(after.json["version"]?.int == 2)
            // The same again is no change.
            #expect(try await gateway.send(.patch, "/api/me", change, as: ann).json["version"]?.int == 2)
        }
    }

    @Test(arguments: [
        (#"{"name":""}"#, "/name blank"), (#"{"name":null}"#, "/name invalid-type"),
        (#"{"locale":"de"}"#, "/locale unknown-locale"), (#"{"week_start":8}"#, "/week_start out-of-range"),
        (#"{"timezone":"Mars/Phobos"}"#, "/timezone unknown-timezone"), (#"{"email":"a@b.c"}"#, "/email unknown-field"),
    ])
    func aWrongFieldOfAProfileIsNamed(_ body: String, _ mistake: String) async throws {
        try await GatewayFixture.with { gateway in
            let answer = try await gateway.send(.patch, "/api/me", body, as: try await gateway.person())
            #expect(answer.status == 422 && answer.mistakes.contains(mistake), "\(answer.mistakes)")
        }
    }

    @Test func preferencesAreReplacedMergedAndCleared() async throws {
        try await GatewayFixture.with { gateway in
            let ann = try await gateway.person()
            let path = "/api/me/preferences"
            let standard = try await gateway.send(.get, path, as: ann)
            #expect(standard.status == 200 && standard.text("due_soon_window") == "PT24H")
            #expect(standard.json["channels"]?["due"]?.array?.count == 3)

            let whole = """
                {"channels":{"due":["email"]},"quiet_enabled":true,"quiet_start":"23:15","quiet_days":[7,1,7],
                 "due_soon_window":"P2D","default_reminders":["-PT1H"]}
                """
            let put = try await gateway.send(.put, path, whole, as: ann)
            #expect(put.status == 200, "\(put.json)")
            #expect(put.json["quiet_days"] == [1, 7] && put.text("due_soon_window") == "PT48H")

            let merged = try await gateway.send(
                .patch, path, #"{"channels":{"reminder":[]},"quiet_enabled":null}"#, as: ann)
            #expect(merged.json["channels"]?["due"] == ["email"] && merged.json["channels"]?["reminder"] == [])
            #expect(merged.json["quiet_enabled"] == false && merged.text("quiet_start") == "23:15")
            #expect(try await gateway.send(.get, path, as: ann).json == merged.json)

            let cleared = try await gateway.send(.put, path, "{}", as: ann)
            #expect(cleared.json["channels"] == standard.json["channels"])
            #expect(cleared.text("quiet_start") == "22:00" && cleared.json["version"]?.int == 3)
        }
    }

    @Test func defaultRemindersAreThoseOfTheNextTask() async throws {
        try await GatewayFixture.with { gateway in
            let ann = try await gateway.person()
            let due = #"{"title":"Water","due_date":"2099-01-01T09:00:00Z"}"#
            #expect(try await gateway.task(due, of: ann).json["reminders"]?.array?.isEmpty == true)
            let preferences = #"{"default_reminders":["-PT1H","-P1D"]}"#
            #expect(try await gateway.send(.patch, "/api/me/preferences", preferences, as: ann).status == 200)
            #expect(try await gateway.task(due, of: ann).json["reminders"]?.array?.count == 2)
        }
    }

    @Test func aLongerWindowLetsTheScanLookEarlier() async throws {
        try await GatewayFixture.with { gateway in
            let ann = try await gateway.person()
            _ = try await gateway.task(#"{"title":"Water","due_date":"2099-01-20T09:00:00Z"}"#, of: ann)
            let early: SQL = "SELECT count(*) FROM tasks WHERE next_notice_at <= '2099-01-13T09:00:00Z'"
            #expect(try await gateway.count(early) == 0)
            let preferences = #"{"due_soon_window":"P7D"}"#
            #expect(try await gateway.send(.patch, "/api/me/preferences", preferences, as: ann).status == 200)
            #expect(try await gateway.count(early) == 1)
        }
    }

    @Test(arguments: [
        (#"{"channels":{"due":["pigeon"]}}"#, "/channels/due/0 unknown-channel"),
        (#"{"channels":{"party":[]}}"#, "/channels/party unknown-field"),
        (#"{"channels":[]}"#, "/channels invalid-type"),
        (#"{"quiet_start":"24:00"}"#, "/quiet_start invalid-time"),
        (#"{"quiet_days":[0]}"#, "/quiet_days/0 out-of-range"),
        (#"{"due_soon_window":"PT59M"}"#, "/due_soon_window out-of-range"),
        (#"{"default_reminders":["soon"]}"#, "/default_reminders/0 invalid-duration"),
        (#"{"version":9}"#, "/version unknown-field"),
    ])
    func aWrongPreferenceIsNamed(_ body: String, _ mistake: String) async throws {
        try await GatewayFixture.with { gateway in
            let ann = try await gateway.person()
            for method in [HTTPMethod.put, .patch] {
                let answer = try await gateway.send(method, "/api/me/preferences", body, as: ann)
                #expect(answer.status == 422, "\(answer.json)")
                #expect(answer.mistakes == [mistake])
            }
        }
    }

    @Test func aNewPasswordEndsTheOtherLogins() async throws {
        try await GatewayFixture.with { gateway in
            let account = #"{"email":"ann@example.org","password":"correct horse battery"}"#
            let here = try #require(
                try await gateway.send(.post, "/api/auth/signup", account).text("access_token"))
            let there = try await gateway.send(.post, "/api/auth/login", account)
            let refresh = #"{"refresh_token":"\#(try #require(there.text("refresh_token")))"}"#
            let thereToken = try #require(there.text("access_token"))
            #expect(try await gateway.send(.get, "/api/me", bearer: thereToken).status == 200)

            let wrong = #"{"current_password":"wrong horse","new_password":"a newer password"}"#
            let refused = try await gateway.send(.post, "/api/auth/password", wrong, bearer: here)
            #expect(refused.status == 422 && refused.mistakes == ["/current_password wrong-password"])
            let change = #"{"current_password":"correct horse battery","new_password":"a newer password"}"#
            #expect(try await gateway.send(.post, "/api/auth/password", change, bearer: here).status == 204)

            #expect(try await gateway.send(.get, "/api/me", bearer: here).status == 200)
            #expect(try await gateway.send(.get, "/api/me", bearer: thereToken).status == 401)
            #expect(try await gateway.send(.post, "/api/auth/refresh", refresh).status == 401)
            #expect(try await gateway.send(.post, "/api/auth/login", account).status == 401)
            let login = #"{"email":"ann@example.org","password":"a newer password"}"#
            #expect(try await gateway.send(.post, "/api/auth/login", login).status == 200)
        }
    }

    @Test func loginsAreListedAndEnded() async throws {
        try await GatewayFixture.with { gateway in
            let account = #"{"email":"ann@example.org","password":"correct horse battery"}"#
            let signedUp = try await gateway.send(
                .post, "/api/auth/signup", account, headers: ["User-Agent": "phone"])
            let phone = try #require(signedUp.text("access_token"))
            let other = try await gateway.send(.post, "/api/auth/login", account, headers: ["User-Agent": "laptop"])
            let laptop = try #require(other.text("access_token"))

            let list = try await gateway.send(.get, "/api/me/sessions", bearer: phone).items
            #expect(Set(list.compactMap { $0["user_agent"]?.string }) == ["phone", "laptop"])
            #expect(list.filter { $0["current"] == true }.compactMap { $0["user_agent"]?.string } == ["phone"])
            let id = try #require(list.first { $0["current"] == false }?["id"]?.string)

            let bob = try await gateway.person("bob")
            #expect(try await gateway.send(.delete, "/api/me/sessions/\(id)", as: bob).status == 404)
            #expect(try await gateway.send(.delete, "/api/me/sessions/\(id)", bearer: phone).status == 204)
            #expect(try await gateway.send(.delete, "/api/me/sessions/\(id)", bearer: phone).status == 404)
            #expect(try await gateway.send(.get, "/api/me", bearer: laptop).status == 401)

            let third = try #require(
                try await gateway.send(.post, "/api/auth/login", account).text("access_token"))
            #expect(try await gateway.send(.delete, "/api/me/sessions", bearer: third).status == 204)
            #expect(try await gateway.send(.get, "/api/me", bearer: phone).status == 401)
            #expect(try await gateway.send(.get, "/api/me/sessions", bearer: third).items.count == 1)
            #expect(try await gateway.send(.get, "/api/me", as: bob).status == 200)
        }
    }

    @Test(arguments: [("/api/me", #"{"name":"Ann B."}"#), ("/api/me/preferences", #"{"quiet_enabled":true}"#)])
    func conditionsHoldOrNothingIsChanged(_ path: String, _ body: String) async throws {
        try await GatewayFixture.with { gateway in
            let ann = try await gateway.person()
            let old = try #require(try await gateway.send(.get, path, as: ann).headers["ETag"])
            #expect(try await gateway.send(.get, path, as: ann, headers: ["If-None-Match": old]).status == 304)
            let changed = try await gateway.send(.patch, path, body, as: ann, headers: ["If-Match": old])
            let new = try #require(changed.headers["ETag"])
            #expect(changed.status == 200 && new != old)
            let late = try await gateway.send(.patch, path, "{}", as: ann, headers: ["If-Match": old])
            #expect(late.status == 412 && late.json["current"] == changed.json && late.headers["ETag"] == new)
            #expect(try await gateway.send(.patch, path, "{}", as: ann, headers: ["If-Match": "x"]).status == 400)
            #expect(try await gateway.send(.patch, path, "{}", as: ann, headers: ["If-Match": "*"]).status == 200)
        }
        try await GatewayFixture.with(["http.requireIfMatch": "true"]) { gateway in
            let answer = try await gateway.send(.patch, path, body, as: try await gateway.person("bob"))
            #expect(answer.status == 428)
        }
    }

    @Test func aChangeOfTheAccountKeepsItsAnswerUnderTheKey() async throws {
        try await GatewayFixture.with { gateway in
            let ann = try await gateway.person()
            let key = ["Idempotency-Key": "k1"]
            let first = try await gateway.send(.patch, "/api/me", #"{"name":"Ann B."}"#, as: ann, headers: key)
            #expect(try await gateway.send(.patch, "/api/me", #"{"name":"Ann C."}"#, as: ann).status == 200)
            let again = try await gateway.send(.patch, "/api/me", #"{"name":"Ann B."}"#, as: ann, headers: key)
            #expect(again.json == first.json && again.headers["Idempotent-Replayed"] == "true")
            #expect(try await gateway.send(.get, "/api/me", as: ann).text("name") == "Ann C.")
            let other = try await gateway.send(.patch, "/api/me", #"{"name":"Ann D."}"#, as: ann, headers: key)
            #expect(other.status == 422 && other.code == "idempotency-key-reused")
        }
    }

    @Test func aClosedAccountLeavesNothingBehind() async throws {
        try await GatewayFixture.with { gateway in
            let ann = try await gateway.person()
            let bob = try await gateway.person("bob")
            for person in [ann, bob] {
                _ = try await gateway.send(
                    .post, "/api/tasks", #"{"title":"Water","tags":["home"],"due_date":"2099-01-01"}"#, as: person,
                    headers: ["Idempotency-Key": "k"])
                let series = #"{"title":"Walk","recurrence_type":"daily","start_date":"2099-01-01T09:00:00"}"#
                #expect(try await gateway.send(.post, "/api/recurring-tasks", series, as: person).status == 201)
            }
            _ = try await gateway.postgres.write("UPDATE outbox_events SET published_at = now()")
            #expect(try await gateway.send(.delete, "/api/me", as: ann).status == 202)
            #expect(try await gateway.send(.get, "/api/tasks", as: ann).status == 401)
            // The address is free again at once, and nobody's name is left.
            #expect(try await gateway.count("SELECT count(*) FROM users WHERE email = 'ann@example.org'") == 0)

            let erasure = AccountErasureStore(gateway.postgres)
            // Requests that were on their way may end first.
            #expect(try await erasure.step() == .nothing)
            _ = try await gateway.postgres.write("UPDATE users SET deleted_at = deleted_at - interval '2 minutes'")
            while try await erasure.step(limit: 1) != .nothing {}

            #expect(try await gateway.count("SELECT count(*) FROM users") == 1)
            for table: SQL in ["tasks", "recurring_tasks", "tags", "task_event_log", "idempotency_keys", "sessions"] {
                #expect(
                    try await gateway.count("SELECT count(*) FROM \(table) WHERE user_id = \(ann.id)") == 0, "\(table)")
            }
            #expect(try await gateway.count("SELECT count(*) FROM outbox_events WHERE user_id = \(ann.id)") == 0)
            #expect(try await gateway.send(.get, "/api/tasks", as: bob).items.count == 1)
            #expect(
                try await gateway.count("SELECT count(*) FROM task_event_log WHERE user_id = \(bob.id)") > 0)
        }
    }
}
