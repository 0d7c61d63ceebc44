/// What a new series is to be like, checked.
public struct RecurringTaskDraft: Sendable, Equatable {
    public var title: String
    public var description: String?
    public var priority: Priority
    public var tags: [String]
    /// Relative to the due date of each task.
    public var reminders: [CivilDuration]
    public var rule: RecurrenceRule
    public var catchUpPolicy: CatchUpPolicy
    public var createAhead: CreateAhead

    /// The draft of values that have passed their field rules (`TaskTitle`, `TaskDescription`, `TagName`,
    /// `RecurrenceFields`).
    public init(
        title: String, description: String? = nil, priority: Priority = .standard, tags: [String] = [],
        reminders: [CivilDuration] = [], rule: RecurrenceRule, catchUpPolicy: CatchUpPolicy = .all,
        createAhead: CreateAhead = .dayStart
    ) {
        self.title = title
        self.description = description
        self.priority = priority
        self.tags = tags
        self.reminders = reminders
        self.rule = rule
        self.catchUpPolicy = catchUpPolicy
        self.createAhead = createAhead
    }
}
