public import FoundationEssentials

/// Which days a series falls on and at what time, as civil values in a zone; instants come from `RecurrenceRule+Next`.
public struct RecurrenceRule: Sendable, Equatable {
    /// What a step of the rule is.
    public enum Frequency: Sendable, Equatable {
        case daily
        /// On these weekdays, in weeks counted from the week of the start; an empty set means the start's weekday.
        case weekly(on: Set<Weekday>, weekStart: Weekday)
        /// On this day of the month, 1 to 31, or -1 for the last; nil means the start's day.
        case monthly(day: Int?)
        case yearly

        /// The word in `recurring_tasks.recurrence_type` and in JSON.
        public var name: String {
            switch self {
            case .daily: "daily"
            case .weekly: "weekly"
            case .monthly: "monthly"
            case .yearly: "yearly"
            }
        }
    }

    /// What becomes of a day that a month does not have.
    public enum MonthEndPolicy: String, CaseIterable, Sendable {
        /// It becomes the month's last day.
        case clamp
        /// That month is left out, as RFC 5545 says.
        case skip
    }

    /// When the series is over.
    public enum End: Sendable, Equatable {
        case never
        /// The last possible instant, itself included.
        case at(Date)
        /// The last local day, until its end.
        case on(CivilDate)
    }

    /// What a step is.
    public let frequency: Frequency
    /// Every so many days, weeks, months or years: 1 to 999.
    public let interval: Int
    /// What becomes of a day that a month does not have.
    public let monthEndPolicy: MonthEndPolicy
    /// The anchor that every occurrence is computed from, as the wall shows it in the series' zone.
    public let start: CivilDateTime
    /// When it is over.
    public let end: End
    /// How many occurrences the series has at most, done or not.
    public let maxCount: Int?

    /// A rule of values that `RecurrenceFields` has checked, or that were stored.
    public init(
        frequency: Frequency, interval: Int = 1, monthEndPolicy: MonthEndPolicy = .clamp, start: CivilDateTime,
        end: End = .never, maxCount: Int? = nil
    ) {
        self.frequency = frequency
        self.interval = interval
        self.monthEndPolicy = monthEndPolicy
        self.start = start
        self.end = end
        self.maxCount = maxCount
    }
}
