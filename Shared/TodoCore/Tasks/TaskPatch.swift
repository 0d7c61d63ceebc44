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

    public var title: Field<String> = .keep
    public var description: Field<String?> = .keep
    public var priority: Field<Priority> = .keep
    public var due: Field<Due?> = .keep
    public var tags: Field<[String]> = .keep
    public var reminders: Field<[ReminderDraft]> = .keep
    /// `status`, or `completed`: true for completed, false for pending.
    public var status: Field<TodoTask.Status> = .keep

    public init() {}
}
