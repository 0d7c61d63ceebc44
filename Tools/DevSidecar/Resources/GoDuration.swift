/// Durations as Go writes them: `1m30s`, `500ms`, `-1.5h`.
enum GoDuration {
    private static let units: [(suffix: String, nanoseconds: Double)] = [
        ("ns", 1), ("us", 1e3), ("µs", 1e3), ("ms", 1e6), ("s", 1e9), ("m", 60e9), ("h", 3600e9),
    ]

    /// The duration, or nil when Go's `time.ParseDuration` would refuse it.
    static func parse(_ text: String) -> Duration? {
        var rest = Substring(text)
        let negative = rest.first == "-"
        if rest.first == "-" || rest.first == "+" { rest.removeFirst() }
        if rest == "0" { return .zero }
        guard !rest.isEmpty else { return nil }
        var total = 0.0
        while !rest.isEmpty {
            let digits = rest.prefix { $0.isASCII && $0.isNumber || $0 == "." }
            guard let number = Double(digits) else { return nil }
            rest = rest.dropFirst(digits.count)
            let name = rest.prefix { !($0.isASCII && $0.isNumber) && $0 != "." }
            guard let unit = units.first(where: { $0.suffix == name }) else { return nil }
            rest = rest.dropFirst(name.count)
            total += number * unit.nanoseconds
        }
        guard total < 9.2e18 else { return nil }
        return .nanoseconds(Int64(negative ? -total : total))
    }

    /// The duration of a component's metadata: a bare number means milliseconds there.
    static func parse(milliseconds text: String) -> Duration? {
        if let number = Int64(text) { return .milliseconds(number) }
        return parse(text)
    }
}

extension GoDuration {
    /// As Go prints it: `1m30s`, `500ms`.
    static func text(_ duration: Duration) -> String {
        let milliseconds = Int64(duration / .milliseconds(1))
        guard milliseconds >= 1000 else { return "\(milliseconds)ms" }
        let (hours, minutes) = (milliseconds / 3_600_000, milliseconds / 60_000 % 60)
        let seconds = milliseconds % 60_000
        var text = hours > 0 ? "\(hours)h" : ""
        if hours > 0 || minutes > 0 { text += "\(minutes)m" }
        let fraction = seconds % 1000 == 0 ? "" : "." + String(seconds % 1000 + 1000).dropFirst()
        return "\(text)\(seconds / 1000)\(fraction)s"
    }
}
