import FoundationEssentials
import JSON
import Testing

@testable import Cryptography

@Suite struct JSONWebTokenTests {
    private static let secret = Array("a secret of more than thirty-two bytes".utf8)
    private static let now = Date(timeIntervalSince1970: 1_750_000_000)
    private let key: SigningKey
    private let keys: JSONWebKeySet
    private let policy = VerificationPolicy(issuer: "todo", audience: "api")

    init() throws {
        key = try #require(SigningKey(secret: Self.secret))
        keys = try JSONWebKeySet([JSONWebKey(id: "current", key), JSONWebKey(SignatureTests.rsa.with("kid", "rsa"))])
    }

    private func claims(
        exp: TimeInterval = 900, nbf: TimeInterval = 0, issuer: String = "todo", audience: [String] = ["api"]
    ) -> JSONWebToken.Claims {
        JSONWebToken.Claims(
            issuer: issuer, subject: "user", audience: audience, expiresAt: Self.now + exp, notBefore: Self.now + nbf,
            issuedAt: Self.now, id: "token", sessionID: "session", others: ["scope": "tasks"])
    }

    /// A token with any header and payload, signed by the real key.
    private func token(_ header: String, _ payload: String? = nil, secret: [UInt8] = secret) -> String {
        let payload = payload ?? claims().all.description
        let text = "\(Base64URL.encode(header.utf8)).\(Base64URL.encode(payload.utf8))"
        return "\(text).\(Base64URL.encode(HMACSHA256.code(for: Array(text.utf8), key: secret)))"
    }

    private func mistake(_ token: String, _ policy: VerificationPolicy? = nil) -> JSONWebTokenError? {
        do throws(JSONWebTokenError) {
            _ = try JSONWebToken.verify(token, keys: keys, policy: policy ?? self.policy, now: Self.now)
            return nil
        } catch {
            return error
        }
    }

    @Test func aSignedTokenSaysWhatItWasTold() throws {
        let token = JSONWebToken.sign(claims(), with: key, keyID: "current")
        let read = try JSONWebToken.verify(token, keys: keys, policy: policy, now: Self.now)
        #expect(read == claims())
        #expect(read.sessionID == "session")
        #expect(read.all["scope"] == "tasks")
        #expect(read.all["exp"] == 1_750_000_900)
    }

    @Test func severalAudiencesAreAnArray() throws {
        let token = JSONWebToken.sign(claims(audience: ["web", "api"]), with: key, keyID: "current")
        let read = try JSONWebToken.verify(token, keys: keys, policy: policy, now: Self.now)
        #expect(read.audience == ["web", "api"])
        #expect(read.all["aud"] == ["web", "api"])
    }

    @Test(
        arguments: [
            (-1.0, 0.0, nil), (-29, 0, nil), (-30, 0, .expired), (-31, 0, .expired), (900, 30, nil),
            (900, 31, .notYetValid),
            (900, -1_000, nil),
        ] as [(TimeInterval, TimeInterval, JSONWebTokenError?)]) func thirtySecondsOfDifferenceAreForgiven(
            _ exp: TimeInterval, _ nbf: TimeInterval, _ expected: JSONWebTokenError?
        )
    {
        #expect(mistake(JSONWebToken.sign(claims(exp: exp, nbf: nbf), with: key, keyID: "current")) == expected)
    }

    @Test func issuerAudienceAndTypeAreTheOnesExpected() {
        #expect(mistake(JSONWebToken.sign(claims(issuer: "evil"), with: key, keyID: "current")) == .wrongIssuer)
        #expect(mistake(JSONWebToken.sign(claims(audience: ["web"]), with: key, keyID: "current")) == .wrongAudience)
        #expect(mistake(JSONWebToken.sign(claims(audience: []), with: key, keyID: "current")) == .wrongAudience)
        #expect(mistake(JSONWebToken.sign(claims(), with: key, type: "JWT", keyID: "current")) == .wrongType)
        #expect(mistake(JSONWebToken.sign(claims(), with: key, type: "application/AT+JWT", keyID: "current")) == nil)
        #expect(mistake(token(#"{"alg":"HS256","kid":"current"}"#)) == .wrongType)
        let anything = VerificationPolicy(issuer: nil, audience: nil, type: nil)
        #expect(mistake(token(#"{"alg":"HS256","kid":"current"}"#, #"{"exp":1750000001}"#), anything) == nil)
    }

    @Test(
        arguments: [
            // The algorithm is the key's, in the key's letters.
            (#"{"alg":"none","typ":"at+jwt","kid":"current"}"#, .wrongAlgorithm),
            (#"{"alg":"nOnE","typ":"at+jwt","kid":"current"}"#, .wrongAlgorithm),
            (#"{"alg":"hs256","typ":"at+jwt","kid":"current"}"#, .wrongAlgorithm),
            (#"{"alg":"HS384","typ":"at+jwt","kid":"current"}"#, .wrongAlgorithm),
            (#"{"alg":"RS256","typ":"at+jwt","kid":"current"}"#, .wrongAlgorithm),
            (#"{"alg":"HS256","typ":"at+jwt","kid":"rsa"}"#, .wrongAlgorithm),
            (#"{"alg":"RS256","typ":"at+jwt","kid":"rsa"}"#, .invalidSignature),
            (#"{"alg":1,"typ":"at+jwt","kid":"current"}"#, .wrongAlgorithm),
            (#"{"alg":["HS256"],"typ":"at+jwt","kid":"current"}"#, .wrongAlgorithm),
            (#"{"typ":"at+jwt","kid":"current"}"#, .wrongAlgorithm),
            // The key is looked up, never fetched.
            (#"{"alg":"HS256","typ":"at+jwt"}"#, .unknownKey),
            (#"{"alg":"HS256","typ":"at+jwt","kid":"other"}"#, .unknownKey),
            (#"{"alg":"HS256","typ":"at+jwt","kid":""}"#, .unknownKey),
            (#"{"alg":"HS256","typ":"at+jwt","kid":null}"#, .unknownKey),
            (#"{"alg":"HS256","typ":"at+jwt","kid":["current"]}"#, .unknownKey),
            (#"{"alg":"HS256","typ":"at+jwt","kid":"../../dev/null"}"#, .unknownKey),
            (#"{"alg":"HS256","typ":"at+jwt","kid":"' OR 1=1; --"}"#, .unknownKey),
            (#"{"alg":"HS256","typ":"at+jwt","kid":"current\u0000"}"#, .unknownKey),
            // Keys in the token and addresses of keys are not looked at.
            (#"{"alg":"HS256","typ":"at+jwt","kid":"x","jku":"https://evil.example/keys"}"#, .unknownKey),
            (#"{"alg":"HS256","typ":"at+jwt","kid":"x","x5u":"https://evil.example/cert"}"#, .unknownKey),
            (#"{"alg":"HS256","typ":"at+jwt","jwk":{"kty":"oct","k":"AAAA"}}"#, .unknownKey),
            (#"{"alg":"HS256","typ":"at+jwt","kid":"current","jku":"https://evil.example/keys"}"#, nil),
            (#"{"alg":"HS256","typ":"at+jwt","kid":"current","x5c":["AAAA"],"x5t":"x"}"#, nil),
            // Extensions.
            (#"{"alg":"HS256","typ":"at+jwt","kid":"current","crit":["exp"]}"#, .critical),
            (#"{"alg":"HS256","typ":"at+jwt","kid":"current","crit":[]}"#, .critical),
            (#"{"alg":"HS256","typ":"at+jwt","kid":"current","b64":false,"crit":["b64"]}"#, .critical),
            // Two readers might take one each.
            (#"{"alg":"none","alg":"HS256","typ":"at+jwt","kid":"current"}"#, .malformed),
            (#"{"alg":"HS256","typ":"at+jwt","kid":"x","k\u0069d":"current"}"#, .malformed),
            // Types.
            (#"{"alg":"HS256","typ":"JWT","kid":"current"}"#, .wrongType),
            (#"{"alg":"HS256","typ":1,"kid":"current"}"#, .wrongType),
            (#"{"alg":"HS256","typ":"at+jwt ","kid":"current"}"#, .wrongType),
            // No object.
            ("[]", .malformed), ("null", .malformed), ("", .malformed), ("{", .malformed), ("\"HS256\"", .malformed),
            ("{}", .unknownKey),
        ] as [(String, JSONWebTokenError?)]) func theHeaderDecidesNothing(
            _ header: String, _ expected: JSONWebTokenError?
        )
    {
        #expect(mistake(token(header)) == expected)
    }

    @Test func aHugeKeyNameIsNobodys() {
        let name = String(repeating: "k", count: 5_000)
        #expect(mistake(token(#"{"alg":"HS256","typ":"at+jwt","kid":"\#(name)"}"#)) == .unknownKey)
    }

    @Test func thePublicKeyIsNoSecret() throws {
        // The old attack: HS256 with the text of the public key, which everybody has, as the secret.
        let texts = [SignatureTests.rsa.description, try #require(SignatureTests.rsa["n"]?.string)]
        let modulus = try #require(Base64URL.decode(texts[1]))
        for secret in texts.map({ Array($0.utf8) }) + [modulus] {
            for algorithm in ["HS256", "RS256"] {
                let forged = token(#"{"alg":"\#(algorithm)","typ":"at+jwt","kid":"rsa"}"#, secret: secret)
                #expect([.wrongAlgorithm, .invalidSignature].contains(mistake(forged)))
            }
        }
    }

    @Test(
        arguments: [
            (#"{"exp":"1750000900","iss":"todo","aud":"api"}"#, .malformedClaim("exp")),
            (#"{"exp":1e999,"iss":"todo","aud":"api"}"#, .malformedClaim("exp")),
            (#"{"exp":null,"iss":"todo","aud":"api"}"#, .malformedClaim("exp")),
            (#"{"exp":-1e308,"iss":"todo","aud":"api"}"#, .expired), (#"{"exp":1e308,"iss":"todo","aud":"api"}"#, nil),
            (#"{"exp":1750000900.5,"iss":"todo","aud":"api"}"#, nil), (#"{"iss":"todo","aud":"api"}"#, .missingExpiry),
            (#"{"exp":1e308,"nbf":1e308,"iss":"todo","aud":"api"}"#, .notYetValid),
            (#"{"exp":1750000900,"nbf":"0","iss":"todo","aud":"api"}"#, .malformedClaim("nbf")),
            (#"{"exp":1750000900,"iat":{},"iss":"todo","aud":"api"}"#, .malformedClaim("iat")),
            (#"{"exp":1750000900,"iss":["todo"],"aud":"api"}"#, .malformedClaim("iss")),
            (#"{"exp":1750000900,"iss":"todo","aud":{"api":1}}"#, .malformedClaim("aud")),
            (#"{"exp":1750000900,"iss":"todo","aud":["api",1]}"#, .malformedClaim("aud")),
            (#"{"exp":1750000900,"iss":"todo","aud":"api","sub":1}"#, .malformedClaim("sub")),
            (#"{"exp":1750000900,"iss":"todo","aud":"api","sid":1}"#, .malformedClaim("sid")),
            (#"{"exp":1750000900,"iss":"todo","aud":"api","jti":1}"#, .malformedClaim("jti")),
            (#"{"exp":1,"exp":1750000900,"iss":"todo","aud":"api"}"#, .malformed), ("[]", .malformed),
            ("null", .malformed),
            ("", .malformed), ("{", .malformed), ("\u{FEFF}{}", .malformed),
        ] as [(String, JSONWebTokenError?)]) func aClaimOfTheWrongKindIsNoAbsentClaim(
            _ payload: String, _ expected: JSONWebTokenError?
        )
    {
        #expect(mistake(token(#"{"alg":"HS256","typ":"at+jwt","kid":"current"}"#, payload)) == expected)
    }

    @Test func whatHasNotThreePartsIsRefused() {
        let good = JSONWebToken.sign(claims(), with: key, keyID: "current")
        let parts = good.split(separator: ".").map(String.init)
        let unsigned = parts[0] + "." + parts[1]
        let broken = [
            "", ".", "..", "...", "a", "a.b", "a.b.c", unsigned, unsigned + ".", ".\(parts[1]).\(parts[2])",
            "\(parts[0])..\(parts[2])", good + ".", good + ".x", good + "=", good + " ", " " + good, "\n" + good,
            good + "\u{0}", good.replacing("-", with: "+") + "+", "Bearer " + good, unsigned + ".é",
            String(repeating: ".", count: 8_000), "{\"payload\":\"x\"}",
        ]
        for token in broken { #expect(mistake(token) == .malformed) }
        #expect(mistake(good) == nil)
    }

    @Test func everyOtherByteBreaksTheSignature() {
        let good = Array(JSONWebToken.sign(claims(), with: key, keyID: "current").utf8)
        for index in good.indices {
            var other = good
            other[index] = other[index] == UInt8(ascii: "A") ? UInt8(ascii: "B") : UInt8(ascii: "A")
            #expect(mistake(String(decoding: other, as: UTF8.self)) != nil)
        }
        for count in good.indices {
            #expect(mistake(String(decoding: good.prefix(count), as: UTF8.self)) != nil)
        }
    }

    @Test func aTokenOverEightKiBIsNotLookedAt() {
        #expect(mistake(String(repeating: "a", count: 8_193)) == .tooLong)
        #expect(mistake(String(repeating: "é", count: 5_000)) == .tooLong)
        #expect(mistake(String(repeating: "a", count: 8_192)) == .malformed)
    }

    @Test func theOnlyKeyServesATokenThatNamesNone() throws {
        let token = token(#"{"alg":"HS256","typ":"at+jwt"}"#)
        let only = try JSONWebKeySet([JSONWebKey(id: "current", key)])
        #expect(try JSONWebToken.verify(token, keys: only, policy: policy, now: Self.now) == claims())
        #expect(throws: JSONWebTokenError.unknownKey) {
            try JSONWebToken.verify(token, keys: JSONWebKeySet([]), policy: policy, now: Self.now)
        }
    }

    @Test func thePreviousKeyIsStillKnownAfterARotation() throws {
        let previous = try #require(SigningKey(secret: Array("the secret of the day before this one".utf8)))
        let rotated = try JSONWebKeySet([JSONWebKey(id: "new", key), JSONWebKey(id: "old", previous)])
        let token = JSONWebToken.sign(claims(), with: previous, keyID: "old")
        #expect(try JSONWebToken.verify(token, keys: rotated, policy: policy, now: Self.now).subject == "user")
        let confused = JSONWebToken.sign(claims(), with: previous, keyID: "new")
        #expect(throws: JSONWebTokenError.invalidSignature) {
            try JSONWebToken.verify(confused, keys: rotated, policy: policy, now: Self.now)
        }
    }

    @Test(arguments: 0..<3) func theExamplesOfRFC7515AreWholeTokens(_ index: Int) throws {
        let (json, _, token) = SignatureTests.tokens[index]
        let anything = VerificationPolicy(issuer: "joe", audience: nil, type: nil)
        let set = try JSONWebKeySet([JSONWebKey(json)])
        let before = Date(timeIntervalSince1970: 1_300_819_379)
        let read = try JSONWebToken.verify(token, keys: set, policy: anything, now: before)
        #expect(read.all["http://example.com/is_root"] == true)
        #expect(read.expiresAt == Date(timeIntervalSince1970: 1_300_819_380))
        #expect(throws: JSONWebTokenError.expired) {
            try JSONWebToken.verify(token, keys: set, policy: anything, now: before + 31)
        }
    }

    @Test func shortSecretsSignNothing() {
        #expect(SigningKey(secret: Array(repeating: 1, count: 31)) == nil)
        #expect(SigningKey(secret: []) == nil)
    }

    @Test func aDateBeyondAllCalendarsDoesNotTrap() throws {
        let never = JSONWebToken.Claims(expiresAt: Date(timeIntervalSince1970: 1e300))
        #expect(never.all["exp"] == nil)
    }
}
