public import FoundationEssentials
internal import Postgres
public import TodoCore

/// A task as it lies in the result of a query: read into a value, or written as JSON without becoming one.
public struct TaskRow: Sendable {
    let row: PostgresRow
    let parts: TaskParts

    static let columns: SQL = """
        t.id, t.user_id, t.title, t.description, t.status, t.completed_at, t.priority_id, t.due_date, t.due_is_all_day,
        t.due_on, t.due_timezone, t.notified, t.next_notice_at, t.recurring_task_id, t.occurrence_at, t.detached,
        t.source, t.has_tags, t.has_reminders, t.version, t.created_at, t.updated_at, t.deleted_at,
        t.parent_id, t.position
        """

    static let columnCount = 25

    public var id: TodoTask.ID { TodoTask.ID(rawValue: row.uuid(0)) }
    public var version: Int { row.int(19) }
    public var createdAt: Date { row.date(20) }
    public var updatedAt: Date { row.date(21) }
    public var deletedAt: Date? { row.dateOrNil(22) }

    /// The rows with what hangs on them, by task.
    static func rows(_ rows: PostgresRows, _ parts: [UUID: TaskParts] = [:]) -> [TaskRow] {
        rows.map { TaskRow(row: $0, parts: parts.isEmpty ? .none : parts[$0.uuid(0)] ?? .none) }
    }

    /// The task as a value, for the rules.
    public var task: TodoTask {
        TodoTask(
            id: id, userID: UserID(rawValue: row.uuid(1)), title: row.string(2), description: row.stringOrNil(3),
            status: TodoTask.Status(rawValue: row.string(4)) ?? .pending, completedAt: row.dateOrNil(5),
            priority: Priority(rawValue: row.int(6)) ?? .standard, due: due, tags: parts.tags,
            reminders: parts.reminders, notified: row.bool(11), nextNoticeAt: row.dateOrNil(12),
            recurringTaskID: row.uuidOrNil(13).map(RecurringTask.ID.init(rawValue:)), occurrenceAt: row.dateOrNil(14),
            detached: row.bool(15), parentID: row.uuidOrNil(23).map(TodoTask.ID.init(rawValue:)),
            position: row.double(24),
            source: TodoTask.Source(rawValue: row.string(16)) ?? .api, version: version,
            createdAt: createdAt, updatedAt: updatedAt, deletedAt: row.dateOrNil(22))
    }

    var due: Due? {
        guard !row.isNull(7) else { return nil }
        guard row.bool(8), !row.isNull(9) else { return .at(row.date(7)) }
        return Due(
            instant: row.date(7),
            allDay: Due.AllDay(on: civilDate(9), timezone: row.stringOrNil(10) ?? "UTC"))
    }

    func civilDate(_ column: Int) -> CivilDate { CivilDate(daysSince2000: row.int(column)) }
}

extension CivilDate {
    /// PostgreSQL's `date`.
    init(daysSince2000 days: Int) { self.init(dayNumber: days + 10_957) }
}

/// What hangs on a task: read apart, and only for tasks that have any.
struct TaskParts: Sendable {
    var tags: [String] = []
    var reminders: [Reminder] = []

    static let none = TaskParts()
}
