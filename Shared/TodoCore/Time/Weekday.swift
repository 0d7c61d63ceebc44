/// A day of the week, numbered as ISO 8601 does: Monday is 1.
public enum Weekday: Int, CaseIterable, Sendable, Comparable {
    case monday = 1
    case tuesday, wednesday, thursday, friday, saturday, sunday

    /// The two letters of RFC 5545: `MO` to `SU`.
    public var abbreviation: String {
        switch self {
        case .monday: "MO"
        case .tuesday: "TU"
        case .wednesday: "WE"
        case .thursday: "TH"
        case .friday: "FR"
        case .saturday: "SA"
        case .sunday: "SU"
        }
    }

    /// The weekday of the two letters of RFC 5545, in any case.
    public init?(abbreviation: String) {
        let wanted = abbreviation.uppercased()
        guard let match = Self.allCases.first(where: { $0.abbreviation == wanted }) else { return nil }
        self = match
    }

    /// How many days after the latest `start` this weekday lies, 0 to 6.
    public func distance(from start: Weekday) -> Int {
        (rawValue - start.rawValue + 7) % 7
    }

    public static func < (left: Weekday, right: Weekday) -> Bool { left.rawValue < right.rawValue }
}
