public import FoundationEssentials

/// A thing somebody wants to get done.
public struct TodoTask: Sendable, Equatable, Identifiable {
    /// The type of its identifier.
    public typealias ID = Identifier<TodoTask>

    /// How the task stands; the raw value is `tasks.status`.
    public enum Status: String, CaseIterable, Sendable {
        case pending
        case inProgress = "in_progress"
        case completed
        case cancelled

        /// Whether the task is still to be done.
        public var isOpen: Bool { self == .pending || self == .inProgress }
    }

    /// What a task or a change came through: `tasks.source`, and that of the event log.
    public enum Source: String, CaseIterable, Sendable {
        case api, chat, cron, completion
        /// Of changes only: what was done before is taken back.
        case undo
        case bulkImport = "import"
    }

    /// Its identifier, made before the row is written.
    public let id: ID
    /// Whose it is.
    public let userID: UserID
    /// Checked by `TaskTitle`.
    public var title: String
    /// Checked by `TaskDescription`; nil where there is none.
    public var description: String?
    /// How it stands.
    public var status: Status
    /// When it was done; set exactly while it is completed.
    public var completedAt: Date?
    /// How important it is.
    public var priority: Priority
    /// When it is due, if ever.
    public var due: Due?
    /// Names in the order of the request, normalised and without repetition.
    public var tags: [String]
    /// In the order of the request, at most ten.
    public var reminders: [Reminder]
    /// Whether the due-soon notice was sent for the present due date.
    public var notified: Bool
    /// When the next due-soon, due or overdue notice is to be made; nil when none is left.
    public var nextNoticeAt: Date?
    /// The series that made it, if one did.
    public var recurringTaskID: RecurringTask.ID?
    /// The originally scheduled instant of the occurrence, its identity within the series.
    public var occurrenceAt: Date?
    /// How it comes again; nil for a task that does not, and for one that does not any more.
    public var recurrencePattern: RecurrencePattern?
    /// Whether the task was edited on its own and no longer follows its series.
    public var detached: Bool
    /// The task it is a part of; a part has no parts of its own.
    public var parentID: ID?
    /// Where the user put it among others, rising.
    public var position: Double
    /// What made it.
    public let source: Source
    /// Rises by one with each change of its own; bookkeeping leaves it.
    public var version: Int
    /// When it was made.
    public let createdAt: Date
    /// When its version last rose.
    public var updatedAt: Date
    /// When it went to the trash.
    public var deletedAt: Date?

    /// A task of stored values; a new one comes from `create`.
    public init(
        id: ID, userID: UserID, title: String, description: String? = nil, status: Status = .pending,
        completedAt: Date? = nil, priority: Priority = .standard, due: Due? = nil, tags: [String] = [],
        reminders: [Reminder] = [], notified: Bool = false, nextNoticeAt: Date? = nil,
        recurringTaskID: RecurringTask.ID? = nil, occurrenceAt: Date? = nil,
        recurrencePattern: RecurrencePattern? = nil, detached: Bool = false,
        parentID: ID? = nil, position: Double = 0, source: Source = .api, version: Int = 1, createdAt: Date,
        updatedAt: Date, deletedAt: Date? = nil
    ) {
        self.id = id
        self.userID = userID
        self.title = title
        self.description = description
        self.status = status
        self.completedAt = completedAt
        self.priority = priority
        self.due = due
        self.tags = tags
        self.reminders = reminders
        self.notified = notified
        self.nextNoticeAt = nextNoticeAt
        self.recurringTaskID = recurringTaskID
        self.occurrenceAt = occurrenceAt
        self.recurrencePattern = recurrencePattern
        self.detached = detached
        self.parentID = parentID
        self.position = position
        self.source = source
        self.version = version
        self.createdAt = createdAt
        self.updatedAt = updatedAt
        self.deletedAt = deletedAt
    }

    /// The member `is_recurring` of JSON.
    public var isRecurring: Bool { recurrencePattern != nil }

    /// The member `completed` of JSON.
    public var isCompleted: Bool { status == .completed }

    /// Whether somebody still has to do something about it.
    public var isOpen: Bool { status.isOpen && deletedAt == nil }
}
