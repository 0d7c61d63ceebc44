extension TaskFilter {
    /// What a filter may ask about, named as in the JSON of tasks; `tag` is any of a task's tags.
    public enum Field: String, CaseIterable, Sendable {
        case title, description, status, completed, priority, position, tag
        case dueDate = "due_date"
        case dueState = "due_state"
        case createdAt = "created_at"
        case updatedAt = "updated_at"
        case completedAt = "completed_at"
        case parentID = "parent_id"
        case recurringTaskID = "recurring_task_id"
        case isRecurring = "is_recurring"
    }
}

extension TaskFilter.Field {
    /// What values a field has, which decides how it may be compared.
    enum Kind {
        case text, tag, status, priority, dueState, flag, identifier, number, date
    }

    var kind: Kind {
        switch self {
        case .title, .description: .text
        case .tag: .tag
        case .status: .status
        case .priority: .priority
        case .dueState: .dueState
        case .completed, .isRecurring: .flag
        case .parentID, .recurringTaskID: .identifier
        case .position: .number
        case .dueDate, .createdAt, .updatedAt, .completedAt: .date
        }
    }

    var hasOrder: Bool {
        switch kind {
        case .priority, .number, .date: true
        case .text, .tag, .status, .dueState, .flag, .identifier: false
        }
    }

    var hasPatterns: Bool {
        switch kind {
        case .text, .tag: true
        case .status, .priority, .dueState, .flag, .identifier, .number, .date: false
        }
    }

    /// For the mistake of another operator.
    var operators: String {
        (hasOrder ? "=, !=, <, <=, >, >=, in" : hasPatterns ? "=, !=, in, like" : "=, !=, in") + " and is null"
    }
}
