public import FoundationEssentials

/// The facts behind a notification, kept as data so that each channel can word them in the user's language.
public struct NotificationData: Sendable, Equatable {
    public var taskTitle: String?
    public var due: Due?
    public var remindAt: Date?
    /// Whether it comes later than it was meant to.
    public var late: Bool
    public var recurringTaskID: RecurringTask.ID?
    public var occurrenceAt: Date?
    /// How many occurrences a `recurring_missed` stands for.
    public var count: Int?

    public init(
        taskTitle: String? = nil, due: Due? = nil, remindAt: Date? = nil, late: Bool = false,
        recurringTaskID: RecurringTask.ID? = nil, occurrenceAt: Date? = nil, count: Int? = nil
    ) {
        self.taskTitle = taskTitle
        self.due = due
        self.remindAt = remindAt
        self.late = late
        self.recurringTaskID = recurringTaskID
        self.occurrenceAt = occurrenceAt
        self.count = count
    }
}
