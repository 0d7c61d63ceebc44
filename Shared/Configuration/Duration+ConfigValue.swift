extension Duration: ConfigValue {
    /// An ISO 8601 duration of fixed length: weeks, days (24 hours), hours, minutes, seconds, and a fraction of seconds.
    /// Months and years have no fixed length and are refused.
    public init?(configText: String) {
        guard configText.first == "P" else { return nil }
        var rest = configText.dropFirst()
        var isTime = false
        var lastUnit = -1
        var total = Duration.zero
        while let first = rest.first {
            if first == "T" {
                guard !isTime else { return nil }
                isTime = true
                rest = rest.dropFirst()
                guard !rest.isEmpty else { return nil }
                continue
            }
            let number = rest.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
            rest = rest.dropFirst(number.count)
            guard let unit = rest.popFirst(), let (rank, seconds) = Self.unit(unit, isTime: isTime), rank > lastUnit,
                let part = Self.part(number, of: seconds)
            else { return nil }
            lastUnit = rank
            total += part
        }
        guard lastUnit >= 0, total <= .seconds(100 * 365 * 86_400) else { return nil }
        self = total
    }

    private static func unit(_ letter: Character, isTime: Bool) -> (rank: Int, seconds: Int64)? {
        switch (letter, isTime) {
        case ("W", false): (0, 604_800)
        case ("D", false): (1, 86_400)
        case ("H", true): (2, 3_600)
        case ("M", true): (3, 60)
        case ("S", true): (4, 1)
        default: nil
        }
    }

    private static func part(_ number: Substring, of seconds: Int64) -> Duration? {
        if let whole = Int64(number), whole <= 1_000_000_000_000 {
            let (product, overflow) = whole.multipliedReportingOverflow(by: seconds)
            return overflow ? nil : .seconds(product)
        }
        guard seconds == 1, number.first != ".", number.last != ".", let fraction = Double(number) else { return nil }
        return fraction < 1e10 ? .microseconds(Int64((fraction * 1e6).rounded())) : nil
    }

    public static var configType: String { "duration (ISO 8601, such as PT5S)" }

    public var configText: String {
        let (seconds, attoseconds) = components
        guard attoseconds == 0 else {
            let fraction = String(attoseconds / 1_000_000_000_000 + 1_000_000).dropFirst()
            return "PT\(seconds).\(fraction.reversed().drop { $0 == "0" }.reversed().map(String.init).joined())S"
        }
        let (days, hours) = (seconds / 86_400, seconds / 3_600 % 24)
        let (minutes, rest) = (seconds / 60 % 60, seconds % 60)
        var time = hours > 0 ? "\(hours)H" : ""
        if minutes > 0 { time += "\(minutes)M" }
        if rest > 0 || seconds == 0 { time += "\(rest)S" }
        return "P" + (days > 0 ? "\(days)D" : "") + (time.isEmpty ? "" : "T" + time)
    }
}
