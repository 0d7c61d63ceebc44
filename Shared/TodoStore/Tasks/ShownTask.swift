internal import FoundationEssentials
internal import Postgres
public import TodoCore

/// A task as the API shows it, written as JSON straight from the result of a query.
///
/// Of what a task has, it reads only what is shown: each column costs every row of every list in PostgreSQL and in
/// libpq. Rules need all of it: ``TaskRow``.
public struct ShownTask: Sendable {
    let row: PostgresRow
    let parts: TaskParts

    static let columns: SQL = """
        t.id, t.title, t.description, t.status, t.completed_at, t.priority_id, t.due_date, t.due_is_all_day, t.due_on,
        t.due_timezone, t.recurring_task_id, t.occurrence_at, t.has_tags, t.has_reminders, t.version, t.created_at,
        t.updated_at, t.deleted_at, t.parent_id, t.position, t.recurrence_pattern
        """

    static let columnCount = 21

    /// What tells in a row whether there are parts to read.
    static func hasTags(_ row: PostgresRow) -> Bool { row.bool(12) }
    static func hasReminders(_ row: PostgresRow) -> Bool { row.bool(13) }

    public var id: TodoTask.ID { TodoTask.ID(rawValue: row.uuid(0)) }
    public var version: Int { row.int(14) }

    var title: String { row.string(1) }
    var status: TodoTask.Status { TodoTask.Status(rawValue: row.string(3)) ?? .pending }
    var completedAt: Date? { row.dateOrNil(4) }
    var priority: Priority { Priority(rawValue: row.int(5)) ?? .standard }
    var occurrenceAt: Date? { row.dateOrNil(11) }
    var recurrencePattern: RecurrencePattern? { row.stringOrNil(20).flatMap { RecurrencePattern($0) } }
    var createdAt: Date { row.date(15) }
    var updatedAt: Date { row.date(16) }
    var deletedAt: Date? { row.dateOrNil(17) }
    var position: Double { row.double(19) }

    var due: Due? {
        guard !row.isNull(6) else { return nil }
        guard row.bool(7), !row.isNull(8) else { return .at(row.date(6)) }
        return Due(
            instant: row.date(6), allDay: Due.AllDay(on: civilDate(8), timezone: row.stringOrNil(9) ?? "UTC"))
    }

    func civilDate(_ column: Int) -> CivilDate { CivilDate(daysSince2000: row.int(column)) }
}

extension CivilDate {
    /// PostgreSQL's `date`.
    init(daysSince2000 days: Int) { self.init(dayNumber: days + 10_957) }
}
