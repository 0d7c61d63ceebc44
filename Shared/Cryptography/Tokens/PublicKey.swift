internal import COpenSSL

/// A public key of OpenSSL and the algorithm it verifies with; frees it.
///
/// OpenSSL only reads a key while it verifies, so one may serve several threads.
final class PublicKey: @unchecked Sendable {
    let algorithm: JSONWebKey.Algorithm
    private let key: OpaquePointer

    deinit { EVP_PKEY_free(key) }

    private init(_ algorithm: JSONWebKey.Algorithm, _ key: OpaquePointer) {
        self.algorithm = algorithm
        self.key = key
    }

    /// An RSA key of 2048 to 8192 bits: shorter ones are weak, longer ones cost a verifier too much.
    convenience init?(modulus: [UInt8], exponent: [UInt8]) {
        guard (256...1_024).contains(modulus.drop { $0 == 0 }.count), exponent.count <= 8 else { return nil }
        let n = BN_bin2bn(modulus, Int32(modulus.count), nil)
        let e = BN_bin2bn(exponent, Int32(exponent.count), nil)
        defer {
            BN_free(n)
            BN_free(e)
        }
        let key = Self.make("RSA") {
            OSSL_PARAM_BLD_push_BN($0, ("n" as StaticString).cString, n) == 1
                && OSSL_PARAM_BLD_push_BN($0, ("e" as StaticString).cString, e) == 1
        }
        guard let key else { return nil }
        self.init(.rs256, key)
    }

    /// A key on the curve P-256; nil when the point is not on it.
    convenience init?(x: [UInt8], y: [UInt8]) {
        let point = [4] + x + y  // 4: both coordinates follow
        // The builder keeps the address of the point until it is done with it.
        let key = point.withUnsafeBytes { point in
            Self.make("EC") {
                OSSL_PARAM_BLD_push_utf8_string(
                    $0, ("group" as StaticString).cString, ("prime256v1" as StaticString).cString, 0) == 1
                    && OSSL_PARAM_BLD_push_octet_string(
                        $0, ("pub" as StaticString).cString, point.baseAddress, point.count) == 1
            }
        }
        guard let key else { return nil }
        self.init(.es256, key)
    }

    /// An Ed25519 key of 32 bytes.
    convenience init?(ed25519 bytes: [UInt8]) {
        guard let key = EVP_PKEY_new_raw_public_key_ex(nil, "ED25519", nil, bytes, bytes.count) else {
            ERR_clear_error()
            return nil
        }
        self.init(.edDSA, key)
    }

    /// A key of a kind from its parameters, checked as far as OpenSSL can.
    private static func make(_ kind: String, _ fill: (OpaquePointer) -> Bool) -> OpaquePointer? {
        // What fails below leaves its reason in the thread's queue, where a later call would find it.
        defer { ERR_clear_error() }
        guard let builder = OSSL_PARAM_BLD_new() else { return nil }
        defer { OSSL_PARAM_BLD_free(builder) }
        guard fill(builder), let parameters = OSSL_PARAM_BLD_to_param(builder) else { return nil }
        defer { OSSL_PARAM_free(parameters) }
        guard let context = EVP_PKEY_CTX_new_from_name(nil, kind, nil) else { return nil }
        defer { EVP_PKEY_CTX_free(context) }
        var key: OpaquePointer?
        guard EVP_PKEY_fromdata_init(context) == 1,
            EVP_PKEY_fromdata(context, &key, co_public_key_selection(), parameters) == 1, let key
        else { return nil }
        guard let check = EVP_PKEY_CTX_new_from_pkey(nil, key, nil) else {
            EVP_PKEY_free(key)
            return nil
        }
        defer { EVP_PKEY_CTX_free(check) }
        guard EVP_PKEY_public_check(check) == 1 else {
            EVP_PKEY_free(key)
            return nil
        }
        return key
    }

    /// Whether `signature`, in the form of RFC 7518, is this key's over `message`.
    func isValid(_ signature: [UInt8], for message: UnsafeRawBufferPointer) -> Bool {
        var signature = signature
        if algorithm == .es256 {
            guard let encoded = Self.encoded(signature) else { return false }
            signature = encoded
        }
        guard let context = EVP_MD_CTX_new() else { return false }
        defer {
            EVP_MD_CTX_free(context)
            ERR_clear_error()
        }
        // Ed25519 hashes by itself and takes no digest.
        let digest = algorithm == .edDSA ? nil : "SHA256"
        let bytes = message.baseAddress?.assumingMemoryBound(to: UInt8.self)
        return EVP_DigestVerifyInit_ex(context, nil, digest, nil, nil, key, nil) == 1
            && EVP_DigestVerify(context, signature, signature.count, bytes, message.count) == 1
    }

    /// The two numbers of an ES256 signature, 32 bytes each, as the ASN.1 sequence that OpenSSL reads.
    private static func encoded(_ signature: [UInt8]) -> [UInt8]? {
        guard signature.count == 64 else { return nil }
        let numbers = [signature[..<32], signature[32...]].flatMap { half in
            var digits = Array(half.drop { $0 == 0 })
            // A leading bit would be the sign, and zero has one byte.
            if digits.first ?? 0x80 >= 0x80 { digits.insert(0, at: 0) }
            return [0x02, UInt8(digits.count)] + digits
        }
        return [0x30, UInt8(numbers.count)] + numbers
    }
}
