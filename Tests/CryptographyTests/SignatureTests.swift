import JSON
import Testing

@testable import Cryptography

/// The examples of RFC 7515 appendix A and RFC 8037 appendix A: the keys' signatures over the texts.
@Suite struct SignatureTests {
    static let claims = "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ"

    static let secret: JSONValue = [
        "kty": "oct", "k": "AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow",
    ]

    static let rsa: JSONValue = [
        "kty": "RSA", "e": "AQAB",
        "n": """
        ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL-yRT-SFd2lZS-pCgNMsD1W\
        _YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5z5rexMdbBYUsLA9e-KXBdQOS-UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4u\
        DZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQ
        """,
    ]

    static let ec: JSONValue = [
        "kty": "EC", "crv": "P-256", "x": "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
        "y": "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0",
    ]

    static let ed25519: JSONValue = [
        "kty": "OKP", "crv": "Ed25519", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo",
    ]

    static let tokens: [(JSONValue, JSONWebKey.Algorithm, String)] = [
        (
            secret, .hs256,
            "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9.\(claims).dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
        ),
        (
            rsa, .rs256,
            """
            eyJhbGciOiJSUzI1NiJ9.\(claims).cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt_O8W2Fp5j\
            ujGbds9uJdbF9CUAr7t1dnZcAcQjbKBYNX4BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1L07Qe7K0GarZRmB_eSN9383LcOLn6\
            _dO--xi12jzDwusC-eOkHWEsqtFZESc6BfI7noOPqvhJ1phCnvWh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWywlVmtVrBp0igcN_IoypGlUP\
            QGe77Rw
            """
        ),
        (
            ec, .es256,
            """
            eyJhbGciOiJFUzI1NiJ9.\(claims).DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q
            """
        ),
        (
            ed25519, .edDSA,
            """
            eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc.hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5\
            BhVsPt9g7sVvpAr_MuM0KAg
            """
        ),
    ]

    @Test(arguments: 0..<tokens.count) func theSignatureOfTheRFCIsValid(_ index: Int) throws {
        let (json, algorithm, token) = Self.tokens[index]
        let key = try JSONWebKey(json)
        #expect(key.algorithm == algorithm)
        let compact = try CompactToken(Array(token.utf8))
        #expect(compact.withSigned { key.isValid(compact.signature, for: $0) })
        #expect(try compact.header()["alg"] == .string(algorithm.rawValue))
    }

    @Test(arguments: 0..<tokens.count) func noOtherTextOrSignatureIsValid(_ index: Int) throws {
        let (json, _, token) = Self.tokens[index]
        let key = try JSONWebKey(json)
        let compact = try CompactToken(Array(token.utf8))
        for place in compact.signature.indices {
            var other = compact.signature
            other[place] ^= 0x10
            #expect(compact.withSigned { !key.isValid(other, for: $0) })
        }
        for other in [
            [], [0], Array(compact.signature.dropLast()), compact.signature + [0], .init(repeating: 0, count: 64),
        ] {
            #expect(compact.withSigned { !key.isValid(other, for: $0) })
        }
        #expect(
            compact.withSigned { !key.isValid(compact.signature, for: UnsafeRawBufferPointer(rebasing: $0.dropLast())) }
        )
    }

    @Test func theSignatureOfOneKeyIsNotAnothers() throws {
        for (index, (json, _, _)) in Self.tokens.enumerated() {
            let key = try JSONWebKey(json)
            for (other, (_, _, token)) in Self.tokens.enumerated() where other != index {
                let compact = try CompactToken(Array(token.utf8))
                #expect(compact.withSigned { !key.isValid(compact.signature, for: $0) })
            }
        }
    }
}
