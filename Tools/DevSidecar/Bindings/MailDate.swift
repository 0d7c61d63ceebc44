/// The `Date` of a mail (RFC 5322): `Sat, 21 Nov 2026 02:50:07 +0000`.
enum MailDate {
    private static let weekdays = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"]
    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]

    static func text(_ milliseconds: Int64) -> String {
        // "2026-11-21T02:50:07Z"
        let parts = WallClock.text(milliseconds).split { "-TZ".contains($0) }.map(String.init)
        guard parts.count == 4, let month = Int(parts[1]), (1...12).contains(month) else { return "" }
        let weekday = weekdays[Int(milliseconds / 86_400_000 % 7)]
        return "\(weekday), \(parts[2]) \(months[month - 1]) \(parts[0]) \(parts[3]) +0000"
    }
}
