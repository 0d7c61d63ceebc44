public import FoundationEssentials
internal import Postgres
public import TodoCore

/// Which tasks of a user are listed, and in what order.
public struct TaskQuery: Sendable, Equatable {
    /// What a list is sorted by; the id breaks ties.
    public enum Sort: String, CaseIterable, Sendable {
        case createdAt = "created_at"
        case updatedAt = "updated_at"
        /// Tasks without a due date come last, both ways.
        case dueDate = "due_date"
    }

    /// A place in a sorted list, for a cursor: behind the task with this id and sort key.
    public struct Position: Sendable, Equatable {
        /// Nil for a task without a due date.
        public let key: Date?
        public let id: TodoTask.ID

        public init(key: Date?, id: TodoTask.ID) {
            self.key = key
            self.id = id
        }
    }

    /// Any of these; empty: all.
    public var statuses: [TodoTask.Status]
    /// Any of these; empty: all.
    public var priorities: [Priority]
    /// All of these tags, by name in any case.
    public var tags: [String]
    /// Due at this instant or later.
    public var dueFrom: Date?
    /// Due at this instant or earlier.
    public var dueTo: Date?
    public var recurringTaskID: RecurringTask.ID?
    public var sort: Sort
    public var isDescending: Bool

    public init(
        statuses: [TodoTask.Status] = [], priorities: [Priority] = [], tags: [String] = [], dueFrom: Date? = nil,
        dueTo: Date? = nil, recurringTaskID: RecurringTask.ID? = nil, sort: Sort = .createdAt,
        isDescending: Bool = true
    ) {
        self.statuses = statuses
        self.priorities = priorities
        self.tags = tags
        self.dueFrom = dueFrom
        self.dueTo = dueTo
        self.recurringTaskID = recurringTaskID
        self.sort = sort
        self.isDescending = isDescending
    }
}

extension TaskQuery {
    // Composed of the filters that are there: `($n IS NULL OR …)` would read everything under a generic plan.

    /// The page's statement.
    func page(of user: UserID, after position: Position?, offset: Int, limit: Int) -> SQL {
        """
        SELECT \(TaskRow.columns) FROM tasks t WHERE \(condition(user))\(continuation(position)) \(order) \
        LIMIT \(limit)\(SQL.offset(offset))
        """
    }

    /// The statement of the total.
    func count(of user: UserID) -> SQL { "SELECT count(*) FROM tasks t WHERE \(condition(user))" }

    private func condition(_ user: UserID) -> SQL {
        var sql: SQL = "t.user_id = \(user) AND t.deleted_at IS NULL"
        if statuses.count == 1 {
            sql += " AND t.status = \(statuses[0])"
        } else if !statuses.isEmpty {
            sql += " AND t.status = ANY(\(statuses))"
        }
        if !priorities.isEmpty { sql += " AND t.priority_id = ANY(\(priorities))" }
        if let dueFrom { sql += " AND t.due_date >= \(dueFrom)" }
        if let dueTo { sql += " AND t.due_date <= \(dueTo)" }
        if let recurringTaskID { sql += " AND t.recurring_task_id = \(recurringTaskID)" }
        for tag in tags {
            sql += """
                 AND EXISTS (SELECT FROM task_tags x JOIN tags g ON g.id = x.tag_id
                              WHERE x.task_id = t.id AND g.user_id = \(user) AND lower(g.name) = lower(\(tag)))
                """
        }
        return sql
    }

    private var order: SQL {
        switch (sort, isDescending) {
        case (.createdAt, true): "ORDER BY t.created_at DESC, t.id DESC"
        case (.createdAt, false): "ORDER BY t.created_at, t.id"
        case (.updatedAt, true): "ORDER BY t.updated_at DESC, t.id DESC"
        case (.updatedAt, false): "ORDER BY t.updated_at, t.id"
        case (.dueDate, true): "ORDER BY t.due_date DESC NULLS LAST, t.id DESC"
        case (.dueDate, false): "ORDER BY t.due_date, t.id"
        }
    }

    private func continuation(_ position: Position?) -> SQL {
        guard let position else { return .empty }
        let (key, id) = (position.key, position.id)
        switch (sort, isDescending, key) {
        case (.createdAt, true, _): return " AND (t.created_at, t.id) < (\(key), \(id))"
        case (.createdAt, false, _): return " AND (t.created_at, t.id) > (\(key), \(id))"
        case (.updatedAt, true, _): return " AND (t.updated_at, t.id) < (\(key), \(id))"
        case (.updatedAt, false, _): return " AND (t.updated_at, t.id) > (\(key), \(id))"
        case (.dueDate, true, let key?): return " AND ((t.due_date, t.id) < (\(key), \(id)) OR t.due_date IS NULL)"
        case (.dueDate, false, let key?): return " AND ((t.due_date, t.id) > (\(key), \(id)) OR t.due_date IS NULL)"
        case (.dueDate, true, nil): return " AND t.due_date IS NULL AND t.id < \(id)"
        case (.dueDate, false, nil): return " AND t.due_date IS NULL AND t.id > \(id)"
        }
    }
}
