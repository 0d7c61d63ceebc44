public import FoundationEssentials

/// One row of the ledger of a series: what became of one scheduled instant.
public struct Occurrence: Sendable, Equatable {
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
    public let status: Status
    public let count: Int
    public let reason: String?

    public init(at: Date, status: Status, count: Int = 1, reason: String? = nil) {
        self.at = at
        self.status = status
        self.count = count
        self.reason = reason
    }
}
