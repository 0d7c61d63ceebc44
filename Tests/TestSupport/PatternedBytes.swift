#if canImport(Testing)
    /// Bytes of which no two stretches look alike by chance, made quickly: to see that a large body arrives whole.
    public func patternedBytes(_ count: Int) -> [UInt8] {
        var bytes = (0..<251).map { UInt8($0) }  // a prime, so that it never falls in step with a power of two
        while bytes.count < count { bytes += bytes }
        return Array(bytes[..<count])
    }
#endif
