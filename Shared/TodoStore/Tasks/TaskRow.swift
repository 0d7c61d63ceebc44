internal import FoundationEssentials
internal import Postgres
public import TodoCore

/// A task as it lies in the result of a query, with all that rules need of it.
public struct TaskRow: Sendable {
    /// What everybody sees stands first in the row.
    let shown: ShownTask

    static let columns: SQL = """
        \(ShownTask.columns), t.user_id, t.notified, t.next_notice_at, t.detached, t.source
        """

    static let columnCount = ShownTask.columnCount + 5

    init(row: PostgresRow, parts: TaskParts) { shown = ShownTask(row: row, parts: parts) }

    public var id: TodoTask.ID { shown.id }

    /// The task as a value.
    public var task: TodoTask {
        let row = shown.row
        return TodoTask(
            id: id, userID: UserID(rawValue: row.uuid(21)), title: shown.title, description: row.stringOrNil(2),
            status: shown.status, completedAt: shown.completedAt, priority: shown.priority, due: shown.due,
            tags: shown.parts.tags, reminders: shown.parts.reminders, notified: row.bool(22),
            nextNoticeAt: row.dateOrNil(23), recurringTaskID: row.uuidOrNil(10).map(RecurringTask.ID.init(rawValue:)),
            occurrenceAt: shown.occurrenceAt, recurrencePattern: shown.recurrencePattern, detached: row.bool(24),
            parentID: row.uuidOrNil(18).map(TodoTask.ID.init(rawValue:)), position: shown.position,
            source: TodoTask.Source(rawValue: row.string(25)) ?? .api, version: shown.version,
            createdAt: shown.createdAt, updatedAt: shown.updatedAt, deletedAt: shown.deletedAt)
    }
}
