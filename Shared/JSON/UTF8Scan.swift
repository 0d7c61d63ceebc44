/// Finds where bytes stop being UTF-8 (RFC 3629: no overlong forms, no surrogates, nothing above U+10FFFF).
enum UTF8Scan {
    /// The offset of the first sequence that is not UTF-8; nil when there is none.
    ///
    /// With `cutOff` a sequence that merely ends too early counts as good: the bytes are the beginning of more.
    static func firstInvalid(_ bytes: UnsafeBufferPointer<UInt8>, cutOff: Bool = false) -> Int? {
        var index = 0
        while index < bytes.count {
            let lead = bytes[index]
            guard let (count, second) = shape(lead) else { return index }
            for step in 1..<max(count, 1) {
                guard index + step < bytes.count else { return cutOff ? nil : index }
                let range = step == 1 ? second : 0x80...0xBF
                guard range.contains(bytes[index + step]) else { return index }
            }
            index += count
        }
        return nil
    }

    /// How long the sequence of this first byte is and what its second byte may be; nil when none begins so.
    private static func shape(_ lead: UInt8) -> (Int, ClosedRange<UInt8>)? {
        switch lead {
        case 0x00...0x7F: (1, 0x80...0xBF)
        case 0xC2...0xDF: (2, 0x80...0xBF)
        case 0xE0: (3, 0xA0...0xBF)
        case 0xED: (3, 0x80...0x9F)
        case 0xE1...0xEF: (3, 0x80...0xBF)
        case 0xF0: (4, 0x90...0xBF)
        case 0xF1...0xF3: (4, 0x80...0xBF)
        case 0xF4: (4, 0x80...0x8F)
        default: nil
        }
    }
}
