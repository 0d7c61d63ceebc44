public import FoundationEssentials

/// When a task is due: at an instant, or on a day of a zone.
public struct Due: Hashable, Sendable {
    /// A day that counts as a whole; the task is late when that day is over in the zone.
    public struct AllDay: Hashable, Sendable {
        /// The due day.
        public let on: CivilDate
        /// Name of the zone the day belongs to.
        public let timezone: String

        /// A day of that zone.
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

    /// Due at an instant.
    public static func at(_ instant: Date) -> Due { Due(instant: instant, allDay: nil) }

    /// Due on a day, which ends when the next one starts in the zone.
    public static func on(_ day: CivilDate, in zone: Zone) -> Due {
        Due(instant: zone.startOfDay(day.adding(days: 1)), allDay: AllDay(on: day, timezone: zone.name))
    }

    private static let invalid = FieldMistake(
        code: "invalid-date",
        detail:
            "must be a day, as in \"2027-03-14\", or a time with an offset, \"2027-03-14T09:00:00Z\", from 1970 to 2199"
    )

    /// The due date of a request: RFC 3339 with an offset, or `YYYY-MM-DD` for a whole day of the zone.
    ///
    /// - Throws: a mistake with code `invalid-date`.
    public static func parse(_ text: String, in zone: Zone) throws(FieldMistake) -> Due {
        guard let day = text.utf8.count == 10 ? CivilDate(text) : nil else {
            guard let instant = try? Timestamp.parse(text) else { throw invalid }
            return .at(instant)
        }
        let due = Due.on(day, in: zone)
        guard day.year >= 1970, Timestamp.accepted.contains(due.instant) else { throw invalid }
        return due
    }

    /// The text in JSON: an instant with `Z`, or the day.
    public var text: String { allDay?.on.description ?? instant.rfc3339 }
}
