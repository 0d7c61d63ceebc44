/// Why a token is not believed. For the log and the metrics; a client only learns that it is invalid.
public enum JSONWebTokenError: Error, Equatable, Sendable {
    /// Longer than ``JSONWebToken/longest``.
    case tooLong
    /// Not three parts of strict base64url with JSON objects in them.
    case malformed
    /// A header that demands an extension (`crit`); we know none.
    case critical
    /// No key with that `kid`, or none named where the set has several.
    case unknownKey
    /// Another `alg` than the key's own; `none` is one.
    case wrongAlgorithm
    case invalidSignature
    /// Another `typ` than the policy's.
    case wrongType
    /// A registered claim of the wrong kind.
    case malformedClaim(String)
    /// No `exp`: a token without an end is not accepted.
    case missingExpiry
    case expired
    case notYetValid
    case wrongIssuer
    case wrongAudience
}
