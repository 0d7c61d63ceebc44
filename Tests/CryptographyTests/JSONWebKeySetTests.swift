import JSON
import Testing

@testable import Cryptography

@Suite struct JSONWebKeySetTests {
    /// The set of RFC 7517 appendix A.1.
    static let example = """
        {"keys":[
         {"kty":"EC","crv":"P-256","x":"MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4",
          "y":"4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM","use":"enc","kid":"1"},
         {"kty":"RSA","n":"0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZC\
        iFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQ\
        vRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw",
          "e":"AQAB","alg":"RS256","kid":"2011-04-29"}]}
        """

    @Test func theExampleOfRFC7517HasOneKeyForSignatures() throws {
        let set = try JSONWebKeySet(json: Self.example.utf8)
        #expect(set.keys.map(\.id) == ["2011-04-29"])
        #expect(set.key(id: "2011-04-29")?.algorithm == .rs256)
        #expect(set.key(id: "1") == nil)
    }

    @Test func keysOfOtherKindsAreLeftOut() throws {
        let kinds: [JSONValue] = [
            ["kty": "EC", "crv": "P-384", "x": "AA", "y": "AA"], ["kty": "OKP", "crv": "X25519", "x": "AA"],
            ["kty": "new"], [:],
            SignatureTests.rsa.with("alg", "PS256"), SignatureTests.rsa.with("alg", "HS256"),
            SignatureTests.rsa.with("alg", 1),
            SignatureTests.secret.with("alg", "HS512"), SignatureTests.secret.with("alg", "none"),
            SignatureTests.ec.with("key_ops", ["sign"]), SignatureTests.ec.with("use", "enc"),
            SignatureTests.ec.with("use", nil),
            SignatureTests.ed25519.with("key_ops", "verify"),
        ]
        for kind in kinds {
            let set = try JSONWebKeySet(
                json: JSONValue.object(["keys": [kind, SignatureTests.ec.with("kid", "good")]]).description.utf8)
            #expect(set.keys.map(\.id) == ["good"])
        }
    }

    @Test func whatIsBrokenIsRefused() throws {
        let point = String(repeating: "A", count: 43)
        let broken: [JSONValue] = [
            SignatureTests.rsa.with("n", "AQAB"), SignatureTests.rsa.with("e", "AA"),
            SignatureTests.rsa.with("e", "Ag"),
            SignatureTests.rsa.with("n", "not base64!"), SignatureTests.rsa.with("n", .null),
            SignatureTests.rsa.with("e", ""),
            // A point that is not on the curve, and coordinates of other lengths.
            SignatureTests.ec.with("y", .string(point)), SignatureTests.ec.with("x", .string(point)),
            SignatureTests.ec.with("x", "AQAB"), SignatureTests.ec.with("x", .string(point + "AA")),
            SignatureTests.ed25519.with("x", "AQAB"), SignatureTests.ed25519.with("x", 1),
            // Shorter than the digest.
            SignatureTests.secret.with("k", "c2hvcnQ"), SignatureTests.secret.with("k", ""),
            SignatureTests.secret.with("kid", 1),
            "no object", 1, nil,
        ]
        for key in broken {
            #expect(throws: JSONWebKeyError.self) { try JSONWebKey(key) }
            #expect(throws: JSONWebKeyError.self) {
                try JSONWebKeySet(json: JSONValue.object(["keys": [key]]).description.utf8)
            }
        }
    }

    @Test(arguments: ["", "[]", "{}", #"{"keys":{}}"#, #"{"keys":[],"keys":[]}"#, "null", "{"])
    func whatIsNoSetIsRefused(_ text: String) {
        #expect(throws: JSONWebKeyError.self) { try JSONWebKeySet(json: text.utf8) }
    }

    @Test func oneNameForTwoKeysIsRefused() {
        let keys: JSONValue = ["keys": [SignatureTests.ec.with("kid", "a"), SignatureTests.rsa.with("kid", "a")]]
        #expect(throws: JSONWebKeyError.duplicateID("a")) { try JSONWebKeySet(json: keys.description.utf8) }
    }
}

extension JSONValue {
    /// This object with one member changed; nil as JSON's null.
    func with(_ name: String, _ value: JSONValue) -> JSONValue {
        guard var object else { return self }
        object[name] = .some(value)
        return .object(object)
    }
}
