internal import Synchronization

/// Ids of requests and traces: unique, cheap, no secret.
enum RequestID {
    private static let counter = Atomic<UInt64>(UInt64.random(in: .min ... .max))

    /// The client's id when it is one word of at most 128 plain characters: it stands in log lines and headers.
    static func accepted(_ text: String) -> String? {
        guard (1...128).contains(text.utf8.count),
            text.utf8.allSatisfy({
                switch $0 {
                case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x3A, 0x5F: true  // 0-9 A-Z a-z - . : _
                default: false
                }
            })
        else { return nil }
        return text
    }

    /// 16 hexadecimal digits.
    static func make() -> String {
        let number = next()
        return String(unsafeUninitializedCapacity: 16) { digits in
            for index in 0..<16 {
                let digit = UInt8(truncatingIfNeeded: number >> UInt64(60 - 4 * index)) & 15
                digits[index] = digit < 10 ? 0x30 + digit : 0x57 + digit
            }
            return 16
        }
    }

    /// A number that this process has not given out before: SplitMix64, which is one to one, over a counter that
    /// starts anywhere. The system's generator costs a system call each time.
    static func next() -> UInt64 {
        var value = counter.wrappingAdd(0x9E37_79B9_7F4A_7C15, ordering: .relaxed).newValue
        value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
        return value ^ (value >> 31)
    }
}
