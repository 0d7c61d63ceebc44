internal import COpenSSL

/// Random bytes that nobody can guess.
public struct SecureRandom: RandomNumberGenerator, Sendable {
    /// A generator; it has no state of its own.
    public init() {}

    /// `count` random bytes.
    public static func bytes(_ count: Int) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: count) { buffer, written in
            if RAND_bytes(buffer.baseAddress, Int32(count)) != 1 {
                // OpenSSL's generator could not be seeded; the kernel's own is behind Swift's.
                var system = SystemRandomNumberGenerator()
                for index in 0..<count { buffer.initializeElement(at: index, to: system.next()) }
            }
            written = count
        }
    }

    /// Eight random bytes.
    public mutating func next() -> UInt64 {
        Self.bytes(8).withUnsafeBytes { $0.loadUnaligned(as: UInt64.self) }
    }
}
