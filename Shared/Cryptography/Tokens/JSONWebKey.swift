/// A key that verifies tokens, with the one algorithm it may be used for (RFC 7517).
public struct JSONWebKey: Sendable {
    /// The algorithms we verify, each for one kind of key.
    public enum Algorithm: String, Sendable, CaseIterable {
        case hs256 = "HS256"
        case rs256 = "RS256"
        case es256 = "ES256"
        case edDSA = "EdDSA"
    }

    private enum Material: Sendable {
        case secret(HMACSHA256)
        case publicKey(PublicKey)
    }

    /// The `kid`.
    public let id: String?
    /// What the key decides: a token with another `alg` is not for it.
    public let algorithm: Algorithm
    private let material: Material

    init(id: String?, _ key: PublicKey) {
        self.id = id
        algorithm = key.algorithm
        material = .publicKey(key)
    }

    /// The key that verifies what `key` signs.
    public init(id: String?, _ key: SigningKey) {
        self.id = id
        algorithm = .hs256
        material = .secret(key.hmac)
    }

    /// Whether `signature` is this key's over `message`.
    func isValid(_ signature: [UInt8], for message: UnsafeRawBufferPointer) -> Bool {
        switch material {
        case .secret(let hmac): hmac.isValid(signature, for: message)
        case .publicKey(let key): key.isValid(signature, for: message)
        }
    }
}
