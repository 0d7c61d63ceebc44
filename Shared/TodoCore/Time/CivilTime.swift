/// A wall-clock time of day without a date or zone, in microseconds since midnight.
public struct CivilTime: Hashable, Sendable, Comparable {
    /// Microseconds since midnight, 0 to 86,399,999,999.
    public let microseconds: Int64

    /// 00:00, the start of most days.
    public static let midnight = CivilTime(microsecondsSinceMidnight: 0)
    /// 09:00, when all-day tasks speak unless the user said otherwise.
    public static let morning = CivilTime(microsecondsSinceMidnight: 9 * 3_600_000_000)

    /// The time, or nil outside 00:00:00 to 23:59:59.999999 (there is neither 24:00 nor a leap second).
    public init?(hour: Int, minute: Int, second: Int = 0, microsecond: Int = 0) {
        guard (0...23).contains(hour), (0...59).contains(minute), (0...59).contains(second),
            (0...999_999).contains(microsecond)
        else { return nil }
        self.init(microsecondsSinceMidnight: Int64((hour * 60 + minute) * 60 + second) * 1_000_000 + Int64(microsecond))
    }

    /// The time of a count that is known to lie within one day.
    init(microsecondsSinceMidnight: Int64) {
        microseconds = microsecondsSinceMidnight
    }

    /// The time of PostgreSQL's `time` type, or nil for what is not within one day.
    public init?(microseconds: Int64) {
        guard (0..<CivilDateTime.microsecondsPerDay).contains(microseconds) else { return nil }
        self.init(microsecondsSinceMidnight: microseconds)
    }

    /// 0 to 23.
    public var hour: Int { Int(microseconds / 3_600_000_000) }
    /// 0 to 59.
    public var minute: Int { Int(microseconds / 60_000_000 % 60) }
    /// 0 to 59.
    public var second: Int { Int(microseconds / 1_000_000 % 60) }
    /// 0 to 999,999.
    public var microsecond: Int { Int(microseconds % 1_000_000) }

    public static func < (left: CivilTime, right: CivilTime) -> Bool { left.microseconds < right.microseconds }
}
