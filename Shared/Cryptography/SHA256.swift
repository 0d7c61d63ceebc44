internal import COpenSSL

/// The digest SHA-256 (FIPS 180-4).
public enum SHA256 {
    /// The length of a digest.
    public static let length = 32

    // Fetched once and kept for the life of the process: fetching costs as much as hashing 300 bytes.
    nonisolated(unsafe) private static let algorithm = EVP_MD_fetch(nil, "SHA256", nil)

    /// The 32 bytes of the digest.
    public static func digest(_ bytes: [UInt8]) -> [UInt8] {
        bytes.withUnsafeBytes { digest(of: $0) }
    }

    /// The 32 bytes of the digest of a text's UTF-8 bytes.
    public static func digest(_ text: String) -> [UInt8] {
        var text = text
        return text.withUTF8 { digest(of: UnsafeRawBufferPointer($0)) }
    }

    /// The 32 bytes of the digest of memory.
    public static func digest(of bytes: UnsafeRawBufferPointer) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: length) { output, count in
            var written: UInt32 = 0
            let done = EVP_Digest(bytes.baseAddress, bytes.count, output.baseAddress, &written, algorithm, nil)
            // Without memory there is no digest; and a wrong one would be worse than none.
            precondition(done == 1 && written == length, "OpenSSL has no SHA-256")
            count = length
        }
    }
}
