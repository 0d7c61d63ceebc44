public import FoundationEssentials

/// A wish to be told about a task at some time.
public struct Reminder: Sendable, Equatable, Identifiable {
    /// The type of its identifier.
    public typealias ID = Identifier<Reminder>

    /// What the fire time is measured from.
    public enum Trigger: Sendable, Hashable {
        /// A signed duration to the due date, negative before it; follows the due date.
        case relative(CivilDuration)
        /// A fixed instant.
        case absolute(Date)
    }

    /// How far it has come; the raw value is `task_reminders.status`.
    public enum Status: String, CaseIterable, Sendable {
        case pending, sent, failed, cancelled, skipped
        /// Relative, and the task has no due date yet.
        case dormant
    }

    /// Its identifier, made before the row is written.
    public let id: ID
    /// What its fire time is measured from.
    public var trigger: Trigger
    /// When it fires or fired; nil while dormant.
    public var remindAt: Date?
    /// How far it has come.
    public var status: Status
    /// Whether it fires or fired later than it was meant to.
    public var late: Bool
    /// How often it was put off.
    public var snoozeCount: Int
    /// The due instant for which it was sent.
    public var sentForDue: Date?
    /// Rises by one with each change of its own; bookkeeping leaves it.
    public var version: Int
    /// When it was made.
    public let createdAt: Date
    /// When its version last rose.
    public var updatedAt: Date

    /// A reminder of stored values.
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
