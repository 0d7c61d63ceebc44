/// The fields of a task that a request changes; a field it does not name stays.
public struct TaskPatch: Sendable, Equatable {
    /// One field: left alone, or set, for some fields to nothing.
    public enum Field<Value: Sendable & Equatable>: Sendable, Equatable {
        case keep
        case set(Value)

        /// What the field is afterwards.
        func applied(to old: Value) -> Value {
            switch self {
            case .keep: old
            case .set(let new): new
            }
        }
    }

    /// `title`.
    public var title: Field<String> = .keep
    /// `description`; may be set to nothing.
    public var description: Field<String?> = .keep
    /// `priority`.
    public var priority: Field<Priority> = .keep
    /// `due_date`; may be set to nothing.
    public var due: Field<Due?> = .keep
    /// `due_timezone` without a date: the zone whose day an all-day due date is; says nothing to other tasks.
    public var dueTimezone: Field<String> = .keep
    /// `tags`, all of them.
    public var tags: Field<[String]> = .keep
    /// `reminders`, all of them; one whose trigger is there already stays as it is.
    public var reminders: Field<[ReminderDraft]> = .keep
    /// `parent_id`; may be set to nothing.
    public var parentID: Field<TodoTask.ID?> = .keep
    /// `position`.
    public var position: Field<Double> = .keep
    /// `status`.
    public var status: Field<TodoTask.Status> = .keep
    /// `completed`, where no `status` is named: false takes a completion back and says nothing to other tasks.
    public var completed: Field<Bool> = .keep
    /// `is_recurring` and `recurrence_pattern`; set to nothing it ends the task's series.
    public var recurrencePattern: Field<RecurrencePattern?> = .keep
    /// Name of the zone in which the days of a recurrence are counted that begins with this patch.
    public var recurrenceTimezone: String?

    /// A patch that changes nothing yet.
    public init() {}
}
