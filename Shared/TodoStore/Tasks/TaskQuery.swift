public import FoundationEssentials
public import TodoCore

/// Which tasks of a user are listed, and in what order.
public struct TaskQuery: Sendable, Equatable {
    /// What a list is sorted by; the id breaks ties. Tasks without a value come last, both ways.
    public enum Sort: String, CaseIterable, Sendable {
        case createdAt = "created_at"
        case updatedAt = "updated_at"
        case dueDate = "due_date"
        case completedAt = "completed_at"
        /// By level, never by id.
        case priority
        case title, position
    }

    /// One key of the order.
    public struct Order: Sendable, Equatable {
        public let sort: Sort
        public let isDescending: Bool

        public init(_ sort: Sort, isDescending: Bool) {
            self.sort = sort
            self.isDescending = isDescending
        }
    }

    /// A place in a sorted list, for a cursor: behind the task with this id and these sort keys.
    public struct Position: Sendable, Equatable {
        /// The key of a list with one key that is an instant; nil for a task without it.
        public let key: Date?
        public let id: TodoTask.ID
        /// The keys of any other list, in their order.
        public let texts: [String?]

        public init(key: Date?, id: TodoTask.ID, texts: [String?] = []) {
            self.key = key
            self.id = id
            self.texts = texts
        }
    }

    /// Any of these; empty: all.
    public var statuses: [TodoTask.Status]
    /// Whether they are completed.
    public var isCompleted: Bool?
    /// Any of these; empty: all.
    public var priorities: [Priority]
    /// All of these tags, by name in any case.
    public var tags: [String]
    /// One of these tags at least; empty: all tasks.
    public var anyTags: [String] = []
    /// Due at this instant or later.
    public var dueFrom: Date?
    /// Due at this instant or earlier.
    public var dueTo: Date?
    /// How near the due date is.
    public var dueState: DueStateFilter?
    /// Whether there is a due date.
    public var hasDue: Bool?
    public var recurringTaskID: RecurringTask.ID?
    /// Whether a series made it.
    public var isRecurring: Bool?
    /// The parts of this task.
    public var parentID: TodoTask.ID?
    public var createdFrom: Date?
    public var createdTo: Date?
    public var updatedSince: Date?
    /// Those in the trash, instead of those that are not.
    public var isDeleted = false
    /// What else must be true of them.
    public var filter: TaskFilter?
    /// What their texts say.
    public var search: TaskSearch?
    /// The most important key first; empty, which a search may be: the best match first.
    public var orders: [Order]

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
        orders = [Order(sort, isDescending: isDescending)]
    }

    /// How many texts a position in this list has.
    public var textCount: Int { isRanked ? 2 : instantOrder == nil ? orders.count : 0 }

    /// Whether the best match comes first.
    var isRanked: Bool { search != nil && orders.isEmpty }

    /// The only key where it is one of the instants that indexes are made for.
    var instantOrder: Order? {
        guard orders.count == 1, let first = orders.first else { return nil }
        switch first.sort {
        case .createdAt, .updatedAt, .dueDate: return first
        case .completedAt, .priority, .title, .position: return nil
        }
    }
}
