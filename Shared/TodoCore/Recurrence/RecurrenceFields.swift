/// The members of a request that make a rule, as they came; `rule(in:)` checks them together.
public struct RecurrenceFields: Sendable, Equatable {
    /// `recurrence_type`.
    public var type: String
    /// `recurrence_interval`.
    public var interval: Int
    /// `by_weekday`, two letters each.
    public var weekdays: [String]?
    /// `week_start`, two letters.
    public var weekStart: String?
    /// `by_month_day`.
    public var monthDay: Int?
    /// `month_end_policy`.
    public var monthEndPolicy: String?
    /// `start_date`: an instant with an offset, or a wall-clock value of the series' zone.
    public var start: String
    /// `end_date`: as `start`, or a date alone.
    public var end: String?
    /// `max_count`.
    public var maxCount: Int?

    /// The members as they came, none of them checked.
    public init(
        type: String, interval: Int = 1, weekdays: [String]? = nil, weekStart: String? = nil, monthDay: Int? = nil,
        monthEndPolicy: String? = nil, start: String, end: String? = nil, maxCount: Int? = nil
    ) {
        self.type = type
        self.interval = interval
        self.weekdays = weekdays
        self.weekStart = weekStart
        self.monthDay = monthDay
        self.monthEndPolicy = monthEndPolicy
        self.start = start
        self.end = end
        self.maxCount = maxCount
    }
}
