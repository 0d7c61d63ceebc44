public import FoundationEssentials

/// A thing somebody wants to get done.
public struct TodoTask: Sendable, Equatable, Identifiable {
    public typealias ID = Identifier<TodoTask>

    public enum Status: String, CaseIterable, Sendable {
        case pending
        case inProgress = "in_progress"
        case completed
        case cancelled
    }

    /// Who made the task: `tasks.source`.
    public enum Source: String, CaseIterable, Sendable {
        case api, chat, cron, completion
        case bulkImport = "import"
    }

    public let id: ID
    public let userID: UserID
    public var title: String
    public var description: String?
    public var status: Status
    public var completedAt: Date?
    public var priority: Priority
    public var due: Due?
    /// Names in the order of the request, normalised and without repetition.
    public var tags: [String]
    public var reminders: [Reminder]
    /// Whether the due-soon notice was sent for the present due date.
    public var notified: Bool
    /// When the next due-soon, due or overdue notice is to be made; nil when none is left.
    public var nextNoticeAt: Date?
    public let recurringTaskID: RecurringTask.ID?
    /// The originally scheduled instant of the occurrence, its identity within the series.
    public let occurrenceAt: Date?
    /// Whether the task was edited on its own and no longer follows its series.
    public var detached: Bool
    public let source: Source
    public var version: Int
    public let createdAt: Date
    public var updatedAt: Date
    public var deletedAt: Date?

    public init(
        id: ID, userID: UserID, title: String, description: String? = nil, status: Status = .pending,
        completedAt: Date? = nil, priority: Priority = .standard, due: Due? = nil, tags: [String] = [],
        reminders: [Reminder] = [], notified: Bool = false, nextNoticeAt: Date? = nil,
        recurringTaskID: RecurringTask.ID? = nil, occurrenceAt: Date? = nil, detached: Bool = false,
        source: Source = .api, version: Int = 1, createdAt: Date, updatedAt: Date, deletedAt: Date? = nil
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
        self.detached = detached
        self.source = source
        self.version = version
        self.createdAt = createdAt
        self.updatedAt = updatedAt
        self.deletedAt = deletedAt
    }

    public var isCompleted: Bool { status == .completed }

    /// Whether somebody still has to do something about it.
    public var isOpen: Bool { (status == .pending || status == .inProgress) && deletedAt == nil }
}
