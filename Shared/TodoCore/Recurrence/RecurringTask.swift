public import FoundationEssentials

/// A series: a template and a rule from which tasks are made.
public struct RecurringTask: Sendable, Equatable, Identifiable {
    public typealias ID = Identifier<RecurringTask>

    public enum Status: String, CaseIterable, Sendable {
        case active, paused, exhausted, deleted
    }

    public let id: ID
    public let userID: UserID
    public var title: String
    public var description: String?
    public var priority: Priority
    /// Names of the tags that every task of the series gets.
    public var tags: [String]
    /// Reminders that every task of the series gets, relative to its due date.
    public var reminders: [CivilDuration]
    public var rule: RecurrenceRule
    /// Name of the zone the rule lives in.
    public var timezone: String
    public var catchUpPolicy: CatchUpPolicy
    public var createAhead: CreateAhead
    public var status: Status
    public var pausedAt: Date?
    /// The next occurrence without a ledger row; nil when the series is over.
    public var nextDueAt: Date?
    /// When that occurrence's task is to be made.
    public var nextGenerateAt: Date?
    public var lastCreatedAt: Date?
    /// How many occurrences have been dealt with, whatever became of them.
    public var occurrenceCount: Int
    public var version: Int
    public let createdAt: Date
    public var updatedAt: Date

    public init(
        id: ID, userID: UserID, title: String, description: String? = nil, priority: Priority = .standard,
        tags: [String] = [], reminders: [CivilDuration] = [], rule: RecurrenceRule, timezone: String,
        catchUpPolicy: CatchUpPolicy = .all, createAhead: CreateAhead = .dayStart, status: Status = .active,
        pausedAt: Date? = nil, nextDueAt: Date? = nil, nextGenerateAt: Date? = nil, lastCreatedAt: Date? = nil,
        occurrenceCount: Int = 0, version: Int = 1, createdAt: Date, updatedAt: Date
    ) {
        self.id = id
        self.userID = userID
        self.title = title
        self.description = description
        self.priority = priority
        self.tags = tags
        self.reminders = reminders
        self.rule = rule
        self.timezone = timezone
        self.catchUpPolicy = catchUpPolicy
        self.createAhead = createAhead
        self.status = status
        self.pausedAt = pausedAt
        self.nextDueAt = nextDueAt
        self.nextGenerateAt = nextGenerateAt
        self.lastCreatedAt = lastCreatedAt
        self.occurrenceCount = occurrenceCount
        self.version = version
        self.createdAt = createdAt
        self.updatedAt = updatedAt
    }

    /// The column and JSON member of the same name.
    public var isActive: Bool { status == .active }
}
