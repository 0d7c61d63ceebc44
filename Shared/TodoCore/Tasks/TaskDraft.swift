/// What a new task is to be like, checked.
public struct TaskDraft: Sendable, Equatable {
    public var title: String
    public var description: String?
    public var priority: Priority
    public var due: Due?
    public var tags: [String]
    public var reminders: [ReminderDraft]
    public var status: TodoTask.Status

    /// The draft of values that have passed their field rules (`TaskTitle`, `TaskDescription`, `TagName`, `Due.parse`,
    /// `ReminderDraft`).
    public init(
        title: String, description: String? = nil, priority: Priority = .standard, due: Due? = nil,
        tags: [String] = [], reminders: [ReminderDraft] = [], status: TodoTask.Status = .pending
    ) {
        self.title = title
        self.description = description
        self.priority = priority
        self.due = due
        self.tags = tags
        self.reminders = reminders
        self.status = status
    }
}
