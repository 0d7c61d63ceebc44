/// What is left to read of a text made of digits and ASCII marks.
struct DigitInput {
    private var rest: Substring.UTF8View

    init(_ text: String) {
        rest = text[...].utf8
    }

    var isAtEnd: Bool { rest.isEmpty }

    var isAtDigit: Bool { rest.first.map { UInt8(ascii: "0") <= $0 && $0 <= UInt8(ascii: "9") } ?? false }

    /// Takes this mark if it comes next.
    mutating func skip(_ mark: Unicode.Scalar) -> Bool {
        guard rest.first == UInt8(ascii: mark) else { return false }
        rest.removeFirst()
        return true
    }

    /// The digits that come next, at most 18 of them so that they fit; nil if there are none or more.
    mutating func number() -> Int? {
        let digits = rest.prefix { UInt8(ascii: "0") <= $0 && $0 <= UInt8(ascii: "9") }
        return (1...18).contains(digits.count) ? number(digits.count) : nil
    }

    /// Exactly this many digits.
    mutating func number(_ count: Int) -> Int? {
        var value = 0
        for _ in 0..<count {
            guard let byte = rest.first, UInt8(ascii: "0") <= byte, byte <= UInt8(ascii: "9") else { return nil }
            value = value * 10 + Int(byte - UInt8(ascii: "0"))
            rest.removeFirst()
        }
        return value
    }

    /// `yyyy-mm-dd` of an existing day.
    mutating func date() -> CivilDate? {
        guard let year = number(4), skip("-"), let month = number(2), skip("-"), let day = number(2) else { return nil }
        return CivilDate(year: year, month: month, day: day)
    }

    /// Microseconds of a fraction of a second, 0 without one; digits after the sixth are dropped.
    mutating func fraction() -> Int? {
        guard skip(".") else { return 0 }
        var (value, count) = (0, 0)
        while let byte = rest.first, UInt8(ascii: "0") <= byte, byte <= UInt8(ascii: "9") {
            if count < 6 { value = value * 10 + Int(byte - UInt8(ascii: "0")) }
            count += 1
            rest.removeFirst()
        }
        guard count > 0 else { return nil }
        for _ in min(count, 6)..<6 { value *= 10 }
        return value
    }
}
