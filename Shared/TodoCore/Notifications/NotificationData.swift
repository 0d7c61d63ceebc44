public import FoundationEssentials

/// The facts behind a notification, kept as data so that each channel can word them in the user's language.
public struct NotificationData: Sendable, Equatable {
    /// The title of the task or series.
    public var taskTitle: String?
    /// When the task is due.
    public var due: Due?
    /// When the reminder was set to.
    public var remindAt: Date?
    /// Whether it comes later than it was meant to.
    public var late: Bool
    /// The series it is about.
    public var recurringTaskID: RecurringTask.ID?
    /// The occurrence it is about; of several, the last.
    public var occurrenceAt: Date?
    /// How many occurrences a `recurring_missed` stands for.
    public var count: Int?

    /// Facts, each of them optional.
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
