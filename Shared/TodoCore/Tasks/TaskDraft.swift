/// What a new task is to be like, checked.
public struct TaskDraft: Sendable, Equatable {
    /// Checked by `TaskTitle`.
    public var title: String
    /// Checked by `TaskDescription`; nil where there is none.
    public var description: String?
    /// How important it is.
    public var priority: Priority
    /// When it is due.
    public var due: Due?
    /// Checked by `TagName`.
    public var tags: [String]
    /// Checked by `ReminderDraft`.
    public var reminders: [ReminderDraft]
    /// The task it is to be a part of.
    public var parentID: TodoTask.ID?
    /// Where it stands among others.
    public var position: Double
    /// Where it starts; pending unless the request said otherwise.
    public var status: TodoTask.Status

    /// How it comes again, if it does.
    public var recurrence: TaskRecurrence?

    /// The draft of values that have passed their field rules (`TaskTitle`, `TaskDescription`, `TagName`, `Due.parse`,
    /// `ReminderDraft`).
    public init(
        title: String, description: String? = nil, priority: Priority = .standard, due: Due? = nil,
        tags: [String] = [], reminders: [ReminderDraft] = [], status: TodoTask.Status = .pending,
        parentID: TodoTask.ID? = nil, position: Double = 0, recurrence: TaskRecurrence? = nil
    ) {
        self.title = title
        self.description = description
        self.priority = priority
        self.due = due
        self.tags = tags
        self.reminders = reminders
        self.status = status
        self.recurrence = recurrence
        self.parentID = parentID
        self.position = position
    }
}
