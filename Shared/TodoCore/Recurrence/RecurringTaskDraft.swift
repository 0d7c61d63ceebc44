/// What a new series is to be like, checked.
public struct RecurringTaskDraft: Sendable, Equatable {
    /// Checked by `TaskTitle`.
    public var title: String
    /// Checked by `TaskDescription`; nil where there is none.
    public var description: String?
    /// How important it is.
    public var priority: Priority
    /// Checked by `TagName`.
    public var tags: [String]
    /// Relative to the due date of each task.
    public var reminders: [CivilDuration]
    /// Made by `RecurrenceFields`.
    public var rule: RecurrenceRule
    /// What makes the next task.
    public var generation: RecurringTask.Generation
    /// What becomes of occurrences that nobody was there for.
    public var catchUpPolicy: CatchUpPolicy
    /// How long before an occurrence its task is made.
    public var createAhead: CreateAhead

    /// The draft of values that have passed their field rules (`TaskTitle`, `TaskDescription`, `TagName`,
    /// `RecurrenceFields`).
    public init(
        title: String, description: String? = nil, priority: Priority = .standard, tags: [String] = [],
        reminders: [CivilDuration] = [], rule: RecurrenceRule,
        generation: RecurringTask.Generation = .onSchedule, catchUpPolicy: CatchUpPolicy = .all,
        createAhead: CreateAhead = .dayStart
    ) {
        self.title = title
        self.description = description
        self.priority = priority
        self.tags = tags
        self.reminders = reminders
        self.rule = rule
        self.generation = generation
        self.catchUpPolicy = catchUpPolicy
        self.createAhead = createAhead
    }
}
