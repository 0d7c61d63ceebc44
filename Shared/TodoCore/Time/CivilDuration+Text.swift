extension CivilDuration: CustomStringConvertible {
    /// No duration of a request is longer, either way: ten years.
    static let longest = 3660 * 86_400

    /// The canonical ISO 8601 text: `-P1D`, `PT5S`, `-P1DT2H`, `PT0S`.
    public var description: String {
        guard self != .zero else { return "PT0S" }
        var text = days < 0 || seconds < 0 ? "-P" : "P"
        if days != 0 { text += "\(days.magnitude)D" }
        guard seconds != 0 else { return text }
        text += "T"
        let amount = seconds.magnitude
        if amount >= 3600 { text += "\(amount / 3600)H" }
        if amount / 60 % 60 != 0 { text += "\(amount / 60 % 60)M" }
        if amount % 60 != 0 { text += "\(amount % 60)S" }
        return text
    }

    /// The duration of an ISO 8601 text of weeks, days, hours, minutes and seconds, all whole, with an optional sign.
    ///
    /// - Throws: a mistake with code `invalid-duration` for any other text (years, months, fractions) and for more than
    ///   ten years.
    public static func parse(_ text: String) throws(FieldMistake) -> CivilDuration {
        guard let duration = CivilDuration(text) else {
            throw FieldMistake(
                code: "invalid-duration",
                detail: "must be an ISO 8601 duration of weeks, days, hours, minutes or seconds, as in \"-PT30M\"")
        }
        return duration
    }

    /// The duration of such a text, or nil.
    public init?(_ text: String) {
        var input = DigitInput(text)
        let negative = input.skip("-")
        if !negative { _ = input.skip("+") }
        guard input.skip("P"), let nominal = input.amounts([("W", 7), ("D", 1)]) else { return nil }
        var exact: Int?
        if input.skip("T") {
            guard let amounts = input.amounts([("H", 3600), ("M", 60), ("S", 1)]), let sum = amounts else { return nil }
            exact = sum
        }
        guard input.isAtEnd, nominal != nil || exact != nil else { return nil }
        let (days, seconds) = (nominal ?? 0, exact ?? 0)
        guard days * 86_400 + seconds <= Self.longest else { return nil }
        self.init(days: negative ? -days : days, seconds: negative ? -seconds : seconds)
    }
}

extension DigitInput {
    /// The sum of numbers with these units, which must come in order and at most once each.
    ///
    /// - Returns: `.some(nil)` when no number comes next, and nil for a wrong unit or too large a number.
    fileprivate mutating func amounts(_ units: [(letter: Unicode.Scalar, size: Int)]) -> Int?? {
        var left = units[...]
        var sum: Int?
        while isAtDigit {
            guard let number = number(), number <= CivilDuration.longest else { return nil }
            while let unit = left.first, !skip(unit.letter) { left.removeFirst() }
            guard let unit = left.popFirst() else { return nil }
            sum = (sum ?? 0) + number * unit.size
        }
        return .some(sum)
    }
}
