public import FoundationEssentials
internal import JSON

extension JSONWebToken {
    /// What the token says, once its signature, type, time, issuer and audience are found right.
    ///
    /// Nothing it says is used before its signature is checked but `kid`, to find the key, and `alg`, which must be the
    /// key's.
    public static func verify(
        _ token: String, keys: JSONWebKeySet, policy: VerificationPolicy, now: Date
    ) throws(JSONWebTokenError) -> Claims {
        guard token.utf8.count <= longest else { throw .tooLong }
        let compact = try CompactToken(Array(token.utf8))
        let header = try compact.header()
        guard header["crit"] == nil else { throw .critical }
        let key = try key(named: header["kid"], in: keys)
        // The same letters: "hs256" and "None" are nobody's.
        guard case .string(let algorithm)? = header["alg"], algorithm == key.algorithm.rawValue else {
            throw .wrongAlgorithm
        }
        guard compact.withSigned({ key.isValid(compact.signature, for: $0) }) else { throw .invalidSignature }
        let claims = try Claims(payload: compact.payload())
        try check(type: header["typ"], against: policy.type)
        try check(claims, against: policy, now: now)
        return claims
    }

    private static func key(
        named id: JSONValue?, in keys: JSONWebKeySet
    ) throws(JSONWebTokenError) -> JSONWebKey {
        guard let id else {
            guard let only = keys.only else { throw .unknownKey }
            return only
        }
        guard case .string(let id) = id, id.utf8.count <= longestKeyID, let key = keys.key(id: id) else {
            throw .unknownKey
        }
        return key
    }

    /// Media types do not mind upper and lower case, and may leave out `application/` (RFC 7515 section 4.1.9).
    private static func check(type: JSONValue?, against wanted: String?) throws(JSONWebTokenError) {
        guard let wanted else { return }
        guard let type = type?.string?.lowercased() else { throw .wrongType }
        let prefix = "application/"
        let short = type.hasPrefix(prefix) ? String(type.dropFirst(prefix.count)) : type
        guard short == wanted.lowercased() else { throw .wrongType }
    }

    private static func check(
        _ claims: Claims, against policy: VerificationPolicy, now: Date
    ) throws(JSONWebTokenError) {
        let leeway = Double(policy.leeway.components.seconds)
        guard let end = claims.expiresAt else { throw .missingExpiry }
        guard now.timeIntervalSince(end) < leeway else { throw .expired }
        if let start = claims.notBefore, start.timeIntervalSince(now) > leeway { throw .notYetValid }
        if let issuer = policy.issuer, claims.issuer != issuer { throw .wrongIssuer }
        if let audience = policy.audience, !claims.audience.contains(audience) { throw .wrongAudience }
    }
}
