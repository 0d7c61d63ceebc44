public import FoundationEssentials

/// A series: a template and a rule from which tasks are made.
public struct RecurringTask: Sendable, Equatable, Identifiable {
    /// The type of its identifier.
    public typealias ID = Identifier<RecurringTask>

    /// How the series stands; the raw value is `recurring_tasks.status`.
    public enum Status: String, CaseIterable, Sendable {
        case active, paused, exhausted, deleted
    }

    /// What makes the next task; the raw value is `recurring_tasks.generation`.
    public enum Generation: String, CaseIterable, Sendable {
        /// Time, whether or not earlier ones are done.
        case onSchedule = "on_schedule"
        /// The end of the one before.
        case onCompletion = "on_completion"
    }

    /// Its identifier, made before the row is written.
    public let id: ID
    /// Whose it is.
    public let userID: UserID
    /// Checked by `TaskTitle`.
    public var title: String
    /// Checked by `TaskDescription`; nil where there is none.
    public var description: String?
    /// How important it is.
    public var priority: Priority
    /// Names of the tags that every task of the series gets.
    public var tags: [String]
    /// Reminders that every task of the series gets, relative to its due date.
    public var reminders: [CivilDuration]
    /// When it occurs.
    public var rule: RecurrenceRule
    /// Name of the zone the rule lives in.
    public var timezone: String
    /// What makes the next task.
    public var generation: Generation
    /// Whether its tasks are due on a day and not at an instant.
    public var isAllDay: Bool
    /// What becomes of occurrences that nobody was there for.
    public var catchUpPolicy: CatchUpPolicy
    /// How long before an occurrence its task is made.
    public var createAhead: CreateAhead
    /// How it stands.
    public var status: Status
    /// Since when it rests.
    public var pausedAt: Date?
    /// The next occurrence without a ledger row; nil when the series is over.
    public var nextDueAt: Date?
    /// When that occurrence's task is to be made; nil where time makes none.
    public var nextGenerateAt: Date?
    /// When a task was last made.
    public var lastCreatedAt: Date?
    /// How many occurrences have been dealt with, whatever became of them.
    public var occurrenceCount: Int
    /// Rises by one with each change of its own; bookkeeping leaves it.
    public var version: Int
    /// When it was made.
    public let createdAt: Date
    /// When its version last rose.
    public var updatedAt: Date

    /// A series of stored values; a new one comes from `create`.
    public init(
        id: ID, userID: UserID, title: String, description: String? = nil, priority: Priority = .standard,
        tags: [String] = [], reminders: [CivilDuration] = [], rule: RecurrenceRule, timezone: String,
        generation: Generation = .onSchedule, isAllDay: Bool = false,
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
        self.generation = generation
        self.isAllDay = isAllDay
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
