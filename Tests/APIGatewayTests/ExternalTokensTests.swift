import Configuration
import Cryptography
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

@LoopActor @Suite(.todoDatabase) struct ExternalTokensTests {
    private static let secret = String(repeating: "x", count: 32)
    private static let issuer = "https://login.example.org"
    private static let settings = [
        "auth.external.secret": secret, "auth.external.issuer": issuer, "auth.external.audience": "todo-api",
    ]

    /// A token of the other issuer, as a front end's login would make it.
    private func token(
        _ subject: String? = "alice", issuer: String = issuer, audience: String = "todo-api", secret: String = secret,
        expiresIn: TimeInterval = 600, saying others: JSONObject = JSONObject()
    ) throws -> String {
        let claims = JSONWebToken.Claims(
            issuer: issuer, subject: subject, audience: [audience],
            expiresAt: WallClock.now().addingTimeInterval(expiresIn), others: others)
        return JSONWebToken.sign(claims, with: try #require(SigningKey(secret: Array(secret.utf8))), type: "JWT")
    }

    @Test func aSubjectHasAnAccountFromTheFirstTokenOn() async throws {
        try await GatewayFixture.with(Self.settings) { gateway in
            let claims: JSONObject = [
                "name": "Alice", "email": "alice@example.org", "email_verified": true, "zoneinfo": "Asia/Karachi",
                "locale": "ur-PK",
            ]
            let first = try token(saying: claims)
            let me = try await gateway.send(.get, "/api/me", bearer: first)
            #expect(me.status == 200 && me.text("name") == "Alice" && me.text("email") == "alice@example.org")
            #expect(me.text("timezone") == "Asia/Karachi" && me.text("locale") == "ur")
            let id = try #require(me.text("id"))
            let own = "/api/\(id)/tasks"
            #expect(try await gateway.send(.post, own, #"{"title":"Water"}"#, bearer: first).status == 201)
            // The same subject, another token.
            #expect(try await gateway.send(.get, "/api/tasks", bearer: try token(expiresIn: 700)).items.count == 1)
            #expect(try await gateway.send(.get, "/api/tasks", bearer: try token("bob")).items.isEmpty)
            #expect(try await gateway.count("SELECT count(*) FROM users") == 2)
            // No password, no login of ours.
            let change = #"{"current_password":"12345678","new_password":"12345678"}"#
            #expect(try await gateway.send(.post, "/api/auth/password", change, bearer: first).code == "no-password")
            #expect(try await gateway.send(.get, "/api/me/sessions", bearer: first).items.isEmpty)
        }
    }

    @Test func anAddressJoinsNoAccounts() async throws {
        try await GatewayFixture.with(Self.settings) { gateway in
            let ann = try await gateway.person()
            let taken: JSONObject = ["email": "ann@example.org", "email_verified": true]
            let me = try await gateway.send(.get, "/api/me", bearer: try token(saying: taken))
            #expect(me.status == 200 && me.text("id") != ann.id.description)
            #expect(me.text("email")?.hasSuffix("@external.invalid") == true)
            // Nor does one that nobody has shown to be theirs stand in the way of its owner.
            let unproven: JSONObject = ["email": "bob@example.org"]
            #expect(
                try await gateway.send(.get, "/api/me", bearer: try token("mallory", saying: unproven)).status == 200)
            #expect(try await gateway.count("SELECT count(*) FROM users WHERE email = 'bob@example.org'") == 0)
            #expect(try await gateway.count("SELECT count(*) FROM users WHERE email_suppressed_at IS NOT NULL") == 2)
        }
    }

    @Test func otherTokensOpenNothing() async throws {
        try await GatewayFixture.with(Self.settings) { gateway in
            let tokens = [
                try token(issuer: "https://evil.example.org"), try token(audience: "other-api"),
                try token(secret: String(repeating: "y", count: 32)), try token(expiresIn: -60), try token(""),
                try token(nil), try token(String(repeating: "a", count: 256)), "a.b.c", "",
            ]
            for token in tokens {
                let answer = try await gateway.send(.get, "/api/me", bearer: token)
                #expect(answer.status == 401 && answer.code == "invalid-token", "\(token)")
            }
            #expect(try await gateway.count("SELECT count(*) FROM users") == 0)
        }
        try await GatewayFixture.with { gateway in
            let answer = try await gateway.send(.get, "/api/me", bearer: try token())
            #expect(answer.status == 401)
        }
    }

    @Test func aClosedAccountStaysClosedUntilItIsErased() async throws {
        try await GatewayFixture.with(Self.settings) { gateway in
            let token = try token()
            #expect(try await gateway.send(.delete, "/api/me", bearer: token).status == 202)
            #expect(try await gateway.send(.get, "/api/me", bearer: token).status == 401)
        }
    }

    // MARK: Key sets

    /// Public keys and tokens of subject alice, until 2100; the private keys are nowhere.
    private static let firstKey =
        #"{"kty":"OKP","crv":"Ed25519","kid":"first","x":"YHh4cDbp6vs52h3CGlavz-VzoeLxdzLFNcGbeQ7yvJ4"}"#
    private static let secondKey =
        #"{"kty":"OKP","crv":"Ed25519","kid":"second","x":"chGvQrflU5jd_4mAFCv7XrftukCzW1mUWeBPUekebHs"}"#
    private static let firstToken = [
        "eyJhbGciOiJFZERTQSIsInR5cCI6IkpXVCIsImtpZCI6ImZpcnN0In0",
        "eyJpc3MiOiJodHRwczovL2xvZ2luLmV4YW1wbGUub3JnIiwic3ViIjoiYWxpY2UiLCJhdWQiOiJ0b2RvLWFwaSIsImV4cCI6NDEwMjQ0NDgwMH0",
        "F0wqPWFewPZfI4LyDPpu4C57zjLsglgzqAO8I3marZ-R-fL2Prsf-ELi2sHjzmzy4ebkpPuljeCVRA8iSaiBDA",
    ].joined(separator: ".")
    private static let secondToken = [
        "eyJhbGciOiJFZERTQSIsInR5cCI6IkpXVCIsImtpZCI6InNlY29uZCJ9",
        "eyJpc3MiOiJodHRwczovL2xvZ2luLmV4YW1wbGUub3JnIiwic3ViIjoiYWxpY2UiLCJhdWQiOiJ0b2RvLWFwaSIsImV4cCI6NDEwMjQ0NDgwMH0",
        "M5JQ5ViXbVjaSuTJqruklPbM2N4Anez3HNvyC-_mpT3-LPlYNWNt3sKcKf_4cBMAjVTh7m5eoZi_nbHIUP61CA",
    ].joined(separator: ".")

    @Test func keysOfAURLAreReadAgainAndTheOldOnesStayWhenTheyCannotBe() async throws {
        var answer = HTTPResponse.text(.serviceUnavailable, "")
        try await withServer(respond: { _ in answer }) { server in
            let url = "http://127.0.0.1:\(server.port)/keys"
            var settings = Self.settings.merging(["auth.external.jwks": url]) { $1 }
            settings["auth.external.secret"] = nil
            try await GatewayFixture.with(settings) { gateway in
                let keys = try unwrapped(gateway.services.lazy.compactMap { $0 as? ExternalKeys }.first)
                #expect(await keys.refresh() == false)
                #expect(try await gateway.send(.get, "/api/me", bearer: Self.firstToken).code == "keys-unavailable")

                answer = .text(.ok, #"{"keys":[\#(Self.firstKey)]}"#)
                #expect(await keys.refresh())
                #expect(try await gateway.send(.get, "/api/me", bearer: Self.firstToken).status == 200)
                #expect(try await gateway.send(.get, "/api/me", bearer: Self.secondToken).status == 401)

                for bad in ["", "{}", #"{"keys":[]}"#, String(repeating: " ", count: 300_000) + #"{"keys":[]}"#] {
                    answer = .text(.ok, bad)
                    #expect(await keys.refresh() == false)
                }
                // A secret that everybody can read is none.
                let public32 = Base64URL.encode(Array(Self.secret.utf8))
                answer = .text(.ok, #"{"keys":[{"kty":"oct","k":"\#(public32)"}]}"#)
                #expect(await keys.refresh() == false)
                #expect(try await gateway.send(.get, "/api/me", bearer: try token()).status == 401)

                answer = .text(.ok, #"{"keys":[\#(Self.firstKey),\#(Self.secondKey)]}"#)
                #expect(await keys.refresh())
                #expect(try await gateway.send(.get, "/api/me", bearer: Self.secondToken).status == 200)
                #expect(try await gateway.count("SELECT count(*) FROM users") == 1)
                await keys.stop()
            }
        }
    }

    @Test func aKeyOrAPlaceOfKeysNeedsToBeToldWhoseTheyAre() {
        let config = ConfigReader(values: ["auth.external.jwks": "https://login.example.org/keys"])
        _ = ExternalTokenConfig(config)
        let error = #expect(throws: ConfigError.self) { try config.finish() }
        #expect("\(error.map { "\($0)" } ?? "")".contains("AUTH_EXTERNAL_AUDIENCE"))
        #expect("\(error.map { "\($0)" } ?? "")".contains("AUTH_EXTERNAL_ISSUER"))
        #expect(ExternalTokenConfig(.empty) == nil)
    }
}
