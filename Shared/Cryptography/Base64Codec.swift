/// Base64 without padding, in one of its two alphabets. Strict: each text has one value and each value one text.
struct Base64Codec: Sendable {
    private static let invalid: UInt8 = 0xFF

    private let letters: [UInt8]
    private let values: [UInt8]

    /// The codec whose values 62 and 63 have these letters.
    init(last: (UInt8, UInt8)) {
        let ranges = [
            UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), last.0...last.0, last.1...last.1,
        ]
        letters = ranges.flatMap { Array($0) }
        var values = [UInt8](repeating: Self.invalid, count: 256)
        for (value, letter) in letters.enumerated() { values[Int(letter)] = UInt8(value) }
        self.values = values
    }

    // Both over contiguous bytes: a generic loop over a caller's collection asks its witnesses for each byte.
    func encode(_ bytes: some Collection<UInt8>) -> [UInt8] {
        let result = bytes.withContiguousStorageIfAvailable { encode(contiguous: $0) }
        return result ?? Array(bytes).withUnsafeBufferPointer { encode(contiguous: $0) }
    }

    private func encode(contiguous bytes: UnsafeBufferPointer<UInt8>) -> [UInt8] {
        var text: [UInt8] = []
        text.reserveCapacity((bytes.count * 4 + 2) / 3)
        var bits: UInt32 = 0
        var count = 0
        for byte in bytes {
            bits = bits << 8 | UInt32(byte)
            count += 8
            while count >= 6 {
                count -= 6
                text.append(letters[Int(bits >> UInt32(count) & 63)])
            }
        }
        if count > 0 { text.append(letters[Int(bits << UInt32(6 - count) & 63)]) }
        return text
    }

    func decode(_ text: some Collection<UInt8>) -> [UInt8]? {
        let result = text.withContiguousStorageIfAvailable { decode(contiguous: $0) }
        return result ?? Array(text).withUnsafeBufferPointer { decode(contiguous: $0) }
    }

    private func decode(contiguous text: UnsafeBufferPointer<UInt8>) -> [UInt8]? {
        guard text.count % 4 != 1 else { return nil }
        var seen: UInt32 = 0
        let bytes = values.withUnsafeBufferPointer { values in
            [UInt8](unsafeUninitializedCapacity: text.count * 6 / 8) { output, written in
                var index = 0
                while index < text.count {
                    let count = min(4, text.count - index)
                    var bits: UInt32 = 0
                    for letter in text[index..<index + count] {
                        let value = UInt32(values[Int(letter)])
                        seen |= value
                        bits = bits << 6 | value & 63
                    }
                    index += count
                    // Four letters are three bytes; three are two and two are one, with two or four bits left over.
                    bits <<= UInt32(4 - count) * 6
                    for step in 0..<count - 1 {
                        let byte = UInt8(truncatingIfNeeded: bits >> UInt32(16 - step * 8))
                        output.initializeElement(at: written + step, to: byte)
                    }
                    written += count - 1
                    // What is left over must be zero, or two texts would have this value.
                    if count < 4, bits & (count == 3 ? 0xFF : 0xFFFF) != 0 { seen = UInt32(Self.invalid) }
                }
            }
        }
        return seen < 64 ? bytes : nil
    }
}
