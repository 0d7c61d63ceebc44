internal import FoundationEssentials
internal import Postgres
internal import TodoCore

/// What hangs on a task: read apart, and only for tasks that have any.
struct TaskParts: Sendable {
    var tags: [String] = []
    var reminders: [Reminder] = []

    static let none = TaskParts()
}

extension PostgresRows {
    /// Tasks of these rows, each with what hangs on it, which `read` gets where there is any.
    func tasks<Task>(
        _ task: (PostgresRow, TaskParts) -> Task, read: (SQL) async throws(PostgresError) -> PostgresRows
    ) async throws(PostgresError) -> [Task] {
        guard let statement = TaskParts.statement(for: self) else { return map { task($0, .none) } }
        let parts = TaskParts.read(try await read(statement))
        return map { task($0, parts[$0.uuid(0)] ?? .none) }
    }
}
