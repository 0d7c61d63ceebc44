internal import COpenSSL

/// Whether two secrets are the same, in a time that tells nothing of where they differ (only whether the lengths do).
public func constantTimeEquals(_ one: [UInt8], _ other: [UInt8]) -> Bool {
    guard one.count == other.count else { return false }
    return CRYPTO_memcmp(one, other, one.count) == 0
}

/// Whether two secret texts have the same bytes, in a time that tells nothing of where they differ.
public func constantTimeEquals(_ one: String, _ other: String) -> Bool {
    constantTimeEquals(Array(one.utf8), Array(other.utf8))
}
