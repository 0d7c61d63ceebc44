public import FoundationEssentials

extension UUID {
    /// A UUIDv7 (RFC 9562, 5.7): 48 bits of milliseconds, 12 bits of their fraction (6.2, method 3), 62 random bits.
    public static func version7(now: Date, random: UInt64) -> UUID {
        let microseconds = UInt64(max(0, now.microsecondsSince1970))
        let milliseconds = microseconds / 1000
        let fraction = microseconds % 1000 * 4096 / 1000
        return UUID(high: milliseconds << 16 | 0x7000 | fraction, low: 0x8000_0000_0000_0000 | random >> 2)
    }

    /// The UUID of two halves, the first eight bytes and the last, both big-endian.
    init(high: UInt64, low: UInt64) {
        func byte(_ value: UInt64, _ index: UInt64) -> UInt8 { UInt8(truncatingIfNeeded: value >> (56 - 8 * index)) }
        self.init(
            uuid: (
                byte(high, 0), byte(high, 1), byte(high, 2), byte(high, 3), byte(high, 4), byte(high, 5),
                byte(high, 6), byte(high, 7), byte(low, 0), byte(low, 1), byte(low, 2), byte(low, 3), byte(low, 4),
                byte(low, 5), byte(low, 6), byte(low, 7)
            ))
    }

    /// The canonical text form, in lower case (`uuidString` is in upper case).
    public var text: String {
        String(unsafeUninitializedCapacity: 36) { target in
            withUnsafeBytes(of: uuid) { bytes in
                var at = 0
                for (index, byte) in bytes.enumerated() {
                    if index == 4 || index == 6 || index == 8 || index == 10 {
                        target[at] = UInt8(ascii: "-")
                        at += 1
                    }
                    target[at] = UInt8.hexadecimal(byte >> 4)
                    target[at + 1] = UInt8.hexadecimal(byte & 15)
                    at += 2
                }
            }
            return 36
        }
    }
}

extension UUID {
    /// The UUID of the canonical text form of 36 characters, in either case.
    init?(canonical text: String) {
        var text = text
        guard let halves = text.withUTF8(Self.halves) else { return nil }
        self.init(high: halves.high, low: halves.low)
    }

    private static func halves(_ text: UnsafeBufferPointer<UInt8>) -> (high: UInt64, low: UInt64)? {
        guard text.count == 36 else { return nil }
        var (high, low, index) = (UInt64(0), UInt64(0), 0)
        while index < 36 {
            let byte = text[index]
            if index == 8 || index == 13 || index == 18 || index == 23 {
                guard byte == UInt8(ascii: "-") else { return nil }
            } else {
                guard let value = byte.hexadecimalValue else { return nil }
                if index < 18 { high = high << 4 | UInt64(value) } else { low = low << 4 | UInt64(value) }
            }
            index += 1
        }
        return (high, low)
    }
}

extension UInt8 {
    /// The value of a hexadecimal digit.
    fileprivate var hexadecimalValue: UInt8? {
        switch self {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): self - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): self - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): self - UInt8(ascii: "A") + 10
        default: nil
        }
    }

    /// The lower-case digit of a value below 16.
    static func hexadecimal(_ value: UInt8) -> UInt8 {
        value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") + value - 10
    }
}
