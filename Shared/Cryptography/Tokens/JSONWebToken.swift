internal import JSON

/// Signed tokens in the compact form of RFC 7515 and RFC 7519, as RFC 8725 advises to use them.
///
/// The key decides the algorithm; what a token says of itself must agree, and decides nothing. A token's `jku`, `x5u`,
/// `jwk` and `x5c` are not looked at: no key comes from a token.
public enum JSONWebToken {
    /// The longest token that is looked at, in bytes.
    public static let longest = 8 << 10
    /// The longest `kid` that is looked up, in bytes.
    static let longestKeyID = 256

    /// The token that says `claims`, signed with HS256.
    public static func sign(
        _ claims: Claims, with key: SigningKey, type: String = "at+jwt", keyID: String? = nil
    ) -> String {
        var header = JSONWriter(capacity: 96)
        header.object { header in
            header.member("alg", JSONWebKey.Algorithm.hs256.rawValue)
            header.member("typ", type)
            if let keyID { header.member("kid", keyID) }
        }
        var payload = JSONWriter(capacity: 384)
        payload.value(claims.all)
        var token = header.withBytes { Base64URL.codec.encode($0) }
        token.append(UInt8(ascii: "."))
        token += payload.withBytes { Base64URL.codec.encode($0) }
        let signature = key.hmac.code(for: token)
        token.append(UInt8(ascii: "."))
        token += Base64URL.codec.encode(signature)
        return String(decoding: token, as: UTF8.self)
    }
}
