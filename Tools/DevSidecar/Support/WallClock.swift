internal import FoundationEssentials

/// The wall clock, which only decides about ages and marks of time: expiry, retention, time stamps.
enum WallClock {
    /// Milliseconds since 1970.
    static var milliseconds: Int64 { Int64(Date().timeIntervalSince1970 * 1000) }

    /// RFC 3339 in UTC, whole seconds: how the sidecar stamps events.
    static func text(_ milliseconds: Int64) -> String {
        Date(timeIntervalSince1970: Double(milliseconds / 1000)).formatted(.iso8601)
    }

    /// Milliseconds of an RFC 3339 time; nil for anything else.
    static func parse(_ text: String) -> Int64? {
        let plain = Date.ISO8601FormatStyle()
        guard let date = (try? plain.parse(text)) ?? (try? fractional.parse(text)) else { return nil }
        return Int64(date.timeIntervalSince1970 * 1000)
    }

    private static let fractional = Date.ISO8601FormatStyle(includingFractionalSeconds: true)
}
