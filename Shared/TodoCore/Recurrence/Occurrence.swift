public import FoundationEssentials

/// One row of the ledger of a series: what became of one scheduled instant.
public struct Occurrence: Sendable, Equatable {
    /// What became of it; the raw value is `recurring_occurrences.status`.
    public enum Status: String, CaseIterable, Sendable {
        case generated, completed, missed, skipped, paused, suppressed
        /// One row for many occurrences too old to be listed one by one; `count` says how many.
        case missedRange = "missed_range"
    }

    /// What made the service look.
    public enum Trigger: String, CaseIterable, Sendable {
        case cron, completion, manual
    }

    /// The originally scheduled instant; with the series' id, the occurrence's identity.
    public let at: Date
    /// What became of it.
    public let status: Status
    /// How many occurrences the row stands for, 1 but for ranges.
    public let count: Int
    /// Why it got no task.
    public let reason: String?

    /// A row of these values.
    public init(at: Date, status: Status, count: Int = 1, reason: String? = nil) {
        self.at = at
        self.status = status
        self.count = count
        self.reason = reason
    }
}
