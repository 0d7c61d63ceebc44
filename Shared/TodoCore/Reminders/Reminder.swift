public import FoundationEssentials

/// A wish to be told about a task at some time.
public struct Reminder: Sendable, Equatable, Identifiable {
    public typealias ID = Identifier<Reminder>

    /// What the fire time is measured from.
    public enum Trigger: Sendable, Hashable {
        /// A signed duration to the due date, negative before it; follows the due date.
        case relative(CivilDuration)
        /// A fixed instant.
        case absolute(Date)
    }

    public enum Status: String, CaseIterable, Sendable {
        case pending, sent, failed, cancelled, skipped
        /// Relative, and the task has no due date yet.
        case dormant
    }

    public let id: ID
    public var trigger: Trigger
    /// When it fires or fired; nil while dormant.
    public var remindAt: Date?
    public var status: Status
    /// Whether it fires or fired later than it was meant to.
    public var late: Bool
    public var snoozeCount: Int
    /// The due instant for which it was sent.
    public var sentForDue: Date?
    public var version: Int
    public let createdAt: Date
    public var updatedAt: Date

    public init(
        id: ID, trigger: Trigger, remindAt: Date?, status: Status, late: Bool = false, snoozeCount: Int = 0,
        sentForDue: Date? = nil, version: Int = 1, createdAt: Date, updatedAt: Date
    ) {
        self.id = id
        self.trigger = trigger
        self.remindAt = remindAt
        self.status = status
        self.late = late
        self.snoozeCount = snoozeCount
        self.sentForDue = sentForDue
        self.version = version
        self.createdAt = createdAt
        self.updatedAt = updatedAt
    }

    /// The word in `task_reminders.kind` and in JSON.
    public var kind: String {
        switch trigger {
        case .relative: "relative"
        case .absolute: "absolute"
        }
    }

    /// The signed ISO 8601 duration of a relative reminder, for `offset_iso` and JSON.
    public var offset: String? {
        switch trigger {
        case .relative(let duration): duration.description
        case .absolute: nil
        }
    }
}
