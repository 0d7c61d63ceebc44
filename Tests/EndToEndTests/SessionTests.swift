import HTTPClient
import JSON
import Postgres
import Reactor
import TestSupport
import Testing

/// Tokens over HTTP.
@LoopActor @Suite(.serialized, .todoDatabase) struct SessionTests {
    @Test func aRefreshTokenWorksOnceAndAStolenOneEndsTheSession() async throws {
        try await World.run { _, stage in
            let first = try await stage.signUp()
            let second = try await refresh(first, on: stage)
            #expect(second.refreshToken != first.refreshToken && second.accessToken != first.accessToken)
            // Two tabs may refresh at once: within the grace the same successor comes again.
            #expect(try await refresh(first, on: stage).refreshToken == second.refreshToken)
            let third = try await refresh(second, on: stage)
            try await stage.ask("GET", "/api/tasks", as: third, status: 200)

            _ = try await stage.database.write(
                "UPDATE sessions SET used_at = used_at - interval '1 minute' WHERE used_at IS NOT NULL")
            let reused = try await stage.call("POST", "/api/auth/refresh", body(first))
            #expect(reused.status == 401 && reused.isProblem)
            let ended = try await stage.call("POST", "/api/auth/refresh", body(third))
            #expect(ended.status == 401 && ended.isProblem)
        }
    }

    @Test func aLogoutEndsTheSession() async throws {
        try await World.run { _, stage in
            let user = try await stage.signUp()
            #expect(try await stage.call("POST", "/api/auth/logout", body(user)).status == 204)
            #expect(try await stage.call("POST", "/api/auth/logout", body(user)).status == 204)
            #expect(try await stage.call("POST", "/api/auth/refresh", body(user)).status == 401)
            let credentials = #"{"email":"ann@example.org","password":"correct horse battery"}"#
            let again = try #require(TodoUser(try await stage.call("POST", "/api/auth/login", credentials).json))
            try await stage.ask("GET", "/api/tasks", as: again, status: 200)
        }
    }

    private func refresh(_ user: TodoUser, on stage: Stage) async throws -> TodoUser {
        try #require(TodoUser(try await stage.call("POST", "/api/auth/refresh", body(user)).json))
    }

    private func body(_ user: TodoUser) -> String { #"{"refresh_token":"\#(user.refreshToken)"}"# }
}
