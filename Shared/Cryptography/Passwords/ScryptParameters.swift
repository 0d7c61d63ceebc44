/// The cost of scrypt (RFC 7914).
struct ScryptParameters: Equatable, Sendable {
    /// The logarithm of N.
    var logN = 15
    var r = 8
    var p = 3

    /// OpenSSL's own limit of 32 MiB refuses N = 2^15 with r = 8, which needs a little more.
    static let memory: UInt64 = 64 << 20

    /// What ASVS 5.0 accepts in 32 MiB: some 0.3 to 0.5 s of one core.
    static let current = ScryptParameters()

    /// Whether a stored hash may ask for this: in the memory limit, and not more work than four times our own.
    var isReasonable: Bool {
        guard (1...20).contains(logN), (1...32).contains(r), (1...16).contains(p) else { return false }
        let work = (1 << logN) * r * p
        return UInt64(128 * r) << UInt64(logN) < Self.memory && work <= 4 * (1 << 15) * 8 * 3
    }
}
