public import JSON

extension JSONWebKey {
    /// The key of a JWK object: `oct`, `RSA`, `EC` on P-256 or `OKP` with Ed25519.
    ///
    /// Private members are not looked at. An `alg` other than the one we use for the kind of key, a `use` other than
    /// `sig` and `key_ops` without `verify` are refused: such a key was not made for this.
    public init(_ json: JSONValue) throws(JSONWebKeyError) {
        guard case .object(let members) = json else { throw .malformed("a key is an object") }
        let id = members["kid"]
        guard id == nil || id?.string != nil else { throw .invalid("kid") }
        switch members["kty"]?.string {
        case "oct":
            guard let key = SigningKey(secret: try Self.bytes(members, "k")) else { throw .invalid("k") }
            self.init(id: id?.string, key)
        case "RSA":
            let key = PublicKey(modulus: try Self.bytes(members, "n"), exponent: try Self.bytes(members, "e"))
            self.init(id: id?.string, try Self.known(key, "n"))
        case "EC":
            guard members["crv"]?.string == "P-256" else { throw .unsupported("crv") }
            let key = PublicKey(x: try Self.bytes(members, "x", 32), y: try Self.bytes(members, "y", 32))
            self.init(id: id?.string, try Self.known(key, "x"))
        case "OKP":
            guard members["crv"]?.string == "Ed25519" else { throw .unsupported("crv") }
            self.init(id: id?.string, try Self.known(PublicKey(ed25519: try Self.bytes(members, "x", 32)), "x"))
        default: throw .unsupported("kty")
        }
        try checkUse(members)
    }

    private func checkUse(_ members: JSONObject) throws(JSONWebKeyError) {
        if let stated = members["alg"], stated != .string(algorithm.rawValue) { throw .unsupported("alg") }
        if let use = members["use"], use != "sig" { throw .unsupported("use") }
        if let operations = members["key_ops"], operations.array?.contains("verify") != true {
            throw .unsupported("key_ops")
        }
    }

    private static func bytes(
        _ members: JSONObject, _ name: String, _ length: Int? = nil
    ) throws(JSONWebKeyError) -> [UInt8] {
        guard let text = members[name]?.string, let bytes = Base64URL.decode(text), !bytes.isEmpty,
            length == nil || length == bytes.count
        else { throw .invalid(name) }
        return bytes
    }

    private static func known(_ key: PublicKey?, _ name: String) throws(JSONWebKeyError) -> PublicKey {
        guard let key else { throw .invalid(name) }
        return key
    }
}
