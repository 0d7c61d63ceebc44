/// Why a JSON text is not a key, or not a key set.
public enum JSONWebKeyError: Error, Equatable, Sendable {
    /// Not JSON, or not an object with `keys`.
    case malformed(String)
    /// A `kty`, `crv`, `alg`, `use` or `key_ops` that we do not verify with.
    case unsupported(String)
    /// A member that is missing or not strict base64url of the right length.
    case invalid(String)
    /// Two keys with one `kid`.
    case duplicateID(String)
}
