/// A JSON number as it was written, so that no digit is lost and no conversion can trap.
public struct JSONNumber: Sendable, Hashable {
    /// The text, in the grammar of RFC 8259.
    public let text: String

    /// Takes a text that the reader has checked.
    init(checked text: String) { self.text = text }

    /// The number of a whole value.
    public init(_ value: some BinaryInteger) { text = String(value) }

    /// The number of a floating-point value; nil for infinities and NaN, which JSON cannot say.
    public init?(_ value: Double) {
        guard value.isFinite else { return nil }
        text = "\(value)"
    }

    /// The value as a Double; nil when it is too large for one (`1e999`).
    public var double: Double? {
        guard let value = Double(text), value.isFinite else { return nil }
        return value
    }

    /// The exact value; nil when it has a fraction or does not fit 64 bits. `1.0` and `1e2` are whole numbers.
    ///
    /// Computed from the digits: a detour over Double would round large values and trap at 1e308.
    public var int: Int? {
        if let plain = Int(text) { return plain }
        var digits: [UInt8] = []
        var exponent = 0
        var fraction = false
        var bytes = Substring(text).utf8
        let negative = bytes.first == UInt8(ascii: "-")
        if negative { bytes.removeFirst() }
        while let byte = bytes.popFirst(), byte | 0x20 != UInt8(ascii: "e") {
            if byte == UInt8(ascii: ".") {
                fraction = true
            } else {
                digits.append(byte &- UInt8(ascii: "0"))
                if fraction { exponent -= 1 }
            }
        }
        while digits.last == 0 {
            digits.removeLast()
            exponent += 1
        }
        guard !digits.isEmpty else { return 0 }
        if !bytes.isEmpty {
            // An exponent that does not fit an Int is either far too large or leaves a fraction.
            guard let written = Int(Substring(bytes)) else { return nil }
            let (sum, overflow) = exponent.addingReportingOverflow(written)
            guard !overflow else { return nil }
            exponent = sum
        }
        return Self.whole(digits, exponent: exponent, negative: negative)
    }

    private static func whole(_ digits: [UInt8], exponent: Int, negative: Bool) -> Int? {
        guard (0...19).contains(exponent) else { return nil }
        var value = 0
        for digit in digits.drop(while: { $0 == 0 }) + repeatElement(0, count: exponent) {
            let (product, first) = value.multipliedReportingOverflow(by: 10)
            // Down from zero, because Int.min has no positive twin.
            let (sum, second) = product.subtractingReportingOverflow(Int(digit))
            guard !first, !second else { return nil }
            value = sum
        }
        guard !negative else { return value }
        return value == .min ? nil : -value
    }
}
