import HTTP
import JSON
import Postgres
import Reactor
import TestSupport
import Testing

@LoopActor @Suite(.todoDatabase) struct SessionRoutesTests {
    private static let account = #"{"email":"Ann@Example.org","password":"correct horse battery","name":"Ann"}"#

    @Test func aStrangerWhoGuessesTokensIsTurnedDownAndTheOthersOfHisAddressAreNot() async throws {
        try await GatewayFixture.with(["http.rateLimit": "100", "http.rateLimitPerAddress": "2"]) { gateway in
            let ann = try await gateway.person()
            let guess = ["Authorization": "Bearer guess"]
            for status in [401, 401, 429, 429] {
                #expect(try await gateway.send(.get, "/api/tasks", headers: guess).status == status)
            }
            #expect(try await gateway.send(.get, "/api/tasks").status == 429)
            #expect(try await gateway.send(.get, "/api/tasks", as: ann).status == 200)
        }
    }

    @Test func anAccountLogsInRefreshesAndLogsOut() async throws {
        try await GatewayFixture.with { gateway in
            let signedUp = try await gateway.send(.post, "/api/auth/signup", Self.account)
            #expect(signedUp.status == 201)
            #expect(signedUp.text("token_type") == "Bearer")
            #expect(signedUp.json["expires_in"]?.int == 900)
            #expect(signedUp.json["user"]?["email"]?.string == "Ann@Example.org")
            #expect(try await gateway.send(.post, "/api/auth/signup", Self.account).code == "email-taken")

            let login = #"{"email":"ann@example.org","password":"correct horse battery"}"#
            let loggedIn = try await gateway.send(.post, "/api/auth/login", login)
            #expect(loggedIn.status == 200)
            let token = try #require(loggedIn.text("refresh_token"))
            let body = #"{"refresh_token":"\#(token)"}"#
            let refreshed = try await gateway.send(.post, "/api/auth/refresh", body)
            let successor = try #require(refreshed.text("refresh_token"))
            #expect(successor != token)
            // A lost answer, or a second tab: the same successor again.
            #expect(try await gateway.send(.post, "/api/auth/refresh", body).text("refresh_token") == successor)
            #expect(
                try await gateway.send(.post, "/api/auth/logout", #"{"refresh_token":"\#(successor)"}"#).status == 204)
            #expect(
                try await gateway.send(.post, "/api/auth/refresh", #"{"refresh_token":"\#(successor)"}"#).status == 401)
        }
    }

    @Test func aRefreshTokenUsedLongAfterEndsTheWholeLogin() async throws {
        try await GatewayFixture.with { gateway in
            let signedUp = try await gateway.send(.post, "/api/auth/signup", Self.account)
            let old = try #require(signedUp.text("refresh_token"))
            let refreshed = try await gateway.send(.post, "/api/auth/refresh", #"{"refresh_token":"\#(old)"}"#)
            let new = try #require(refreshed.text("refresh_token"))
            _ = try await gateway.postgres.write("UPDATE sessions SET used_at = used_at - interval '11 seconds'")
            #expect(try await gateway.send(.post, "/api/auth/refresh", #"{"refresh_token":"\#(old)"}"#).status == 401)
            #expect(try await gateway.send(.post, "/api/auth/refresh", #"{"refresh_token":"\#(new)"}"#).status == 401)
        }
    }

    @Test func aRefreshTokenUsedByManyAtOnceHasOneSuccessor() async throws {
        try await GatewayFixture.with { gateway in
            let signedUp = try await gateway.send(.post, "/api/auth/signup", Self.account)
            let old = try #require(signedUp.text("refresh_token"))
            let body = #"{"refresh_token":"\#(old)"}"#
            var successors: Set<String> = []
            try await withThrowingTaskGroup(of: GatewayFixture.Answer.self) { group in
                for _ in 0..<20 { group.addTask { try await gateway.send(.post, "/api/auth/refresh", body) } }
                for try await answer in group {
                    #expect(answer.status == 200)
                    successors.insert(try #require(answer.text("refresh_token")))
                }
            }
            #expect(successors.count == 1)
            #expect(try await gateway.count("SELECT count(*) FROM sessions") == 2)
        }
    }

    @Test func aWrongPasswordAndAnUnknownAddressAnswerTheSame() async throws {
        try await GatewayFixture.with { gateway in
            _ = try await gateway.send(.post, "/api/auth/signup", Self.account)
            let wrong = try await gateway.send(
                .post, "/api/auth/login", #"{"email":"ann@example.org","password":"wrong horse"}"#)
            let unknown = try await gateway.send(
                .post, "/api/auth/login", #"{"email":"bob@example.org","password":"wrong horse"}"#)
            #expect(wrong.status == 401 && unknown.status == 401)
            #expect(wrong.code == "invalid-credentials" && unknown.code == wrong.code)
            #expect(wrong.headers["WWW-Authenticate"] == "Bearer")
            #expect(wrong.text("detail") == unknown.text("detail"))
        }
    }

    @Test(arguments: [
        (#"{"email":"a@b.c;evil@x.y","password":"12345678"}"#, "/email invalid-email"),
        (#"{"email":"ann@example.org","password":"short"}"#, "/password too-short"),
        (#"{"email":"ann@example.org","password":"12345678","locale":"de"}"#, "/locale unknown-locale"),
        (#"{"email":"ann@example.org","password":"12345678","timezone":"Mars/Phobos"}"#, "/timezone unknown-timezone"),
    ])
    func aWrongFieldOfAnAccountIsNamed(_ body: String, _ mistake: String) async throws {
        try await GatewayFixture.with { gateway in
            let answer = try await gateway.send(.post, "/api/auth/signup", body)
            #expect(answer.status == 422)
            #expect(answer.mistakes.contains(mistake), "\(answer.mistakes)")
        }
    }

    @Test func tokensThatAreNotOursOpenNothing() async throws {
        try await GatewayFixture.with { gateway in
            let ann = try await gateway.person()
            for token in ["", "x", "a.b.c", ann.token + "x", String(ann.token.dropLast(2))] {
                let answer = try await gateway.send(
                    .get, "/api/tasks", headers: ["Authorization": "Bearer \(token)"])
                #expect(answer.status == 401 && answer.code == "invalid-token")
                #expect(answer.headers["WWW-Authenticate"]?.hasPrefix("Bearer") == true)
            }
        }
    }

    @Test func afterFiveWrongPasswordsAnAccountWaits() async throws {
        try await GatewayFixture.with(["http.rateLimit": "600"]) { gateway in
            let wrong = #"{"email":"ann@example.org","password":"wrong horse"}"#
            for _ in 0..<5 { #expect(try await gateway.send(.post, "/api/auth/login", wrong).status == 401) }
            let sixth = try await gateway.send(.post, "/api/auth/login", wrong)
            #expect(sixth.status == 429 && sixth.headers["Retry-After"] != nil)
        }
    }
}
