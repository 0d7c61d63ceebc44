/// A secret that signs tokens with HS256.
public struct SigningKey: Sendable {
    /// RFC 7518 section 3.2: not shorter than the digest.
    public static let shortest = 32

    let hmac: HMACSHA256

    /// The key of a secret; nil when it is shorter than 32 bytes.
    public init?(secret: [UInt8]) {
        guard secret.count >= Self.shortest else { return nil }
        hmac = HMACSHA256(key: secret)
    }
}
