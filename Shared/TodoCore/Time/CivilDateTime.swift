/// A wall-clock date and time without a zone: what a calendar and a clock on the wall show.
public struct CivilDateTime: Hashable, Sendable, Comparable {
    static let microsecondsPerDay: Int64 = 86_400_000_000

    /// What the calendar shows.
    public var date: CivilDate
    /// What the clock shows.
    public var time: CivilTime

    /// The time on that date.
    public init(_ date: CivilDate, _ time: CivilTime = .midnight) {
        self.date = date
        self.time = time
    }

    /// The wall value this many microseconds after 1970-01-01T00:00:00 of the same wall (PostgreSQL's `timestamp`).
    public init(microsecondsSince1970 microseconds: Int64) {
        let (day, rest) = microseconds.flooredDivision(by: Self.microsecondsPerDay)
        self.init(CivilDate(dayNumber: Int(day)), CivilTime(microsecondsSinceMidnight: rest))
    }

    /// Microseconds since 1970-01-01T00:00:00 of the same wall.
    public var microsecondsSince1970: Int64 {
        Int64(date.dayNumber) * Self.microsecondsPerDay + time.microseconds
    }

    /// The wall value this many days later, at the same time of day.
    public func adding(days: Int) -> CivilDateTime { CivilDateTime(date.adding(days: days), time) }

    public static func < (left: CivilDateTime, right: CivilDateTime) -> Bool {
        (left.date, left.time) < (right.date, right.time)
    }
}
