public import FoundationEssentials

/// When a task is due: at an instant, or on a day of a zone.
public struct Due: Hashable, Sendable {
    /// A day that counts as a whole; the task is late when that day is over in the zone.
    public struct AllDay: Hashable, Sendable {
        public let on: CivilDate
        /// Name of the zone the day belongs to.
        public let timezone: String

        public init(on: CivilDate, timezone: String) {
            self.on = on
            self.timezone = timezone
        }
    }

    /// The effective due instant D: the instant itself, or the start of the day after the due day in its zone.
    public let instant: Date
    /// The due day; nil when the task is due at an instant.
    public let allDay: AllDay?

    /// The value of the columns `due_date`, `due_on` and `due_timezone`.
    public init(instant: Date, allDay: AllDay?) {
        self.instant = instant
        self.allDay = allDay
    }

    public static func at(_ instant: Date) -> Due { Due(instant: instant, allDay: nil) }
}
