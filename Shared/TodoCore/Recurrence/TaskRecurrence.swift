/// That a new task comes again, and by which clocks.
public struct TaskRecurrence: Hashable, Sendable {
    /// How often.
    public let pattern: RecurrencePattern
    /// Name of the zone in which days are counted.
    public let timezone: String

    /// A pattern in a zone.
    public init(_ pattern: RecurrencePattern, timezone: String) {
        self.pattern = pattern
        self.timezone = timezone
    }
}
