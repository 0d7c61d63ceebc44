internal import FoundationEssentials
public import Postgres
public import Reactor
public import TodoCore

/// Reads tasks; whose they are is part of every statement. Writing is ``TaskWriter``'s.
@LoopActor public struct TaskStore {
    let postgres: PostgresClient

    public nonisolated init(_ postgres: PostgresClient) { self.postgres = postgres }

    /// One page of a list.
    public struct Page: Sendable {
        public let rows: [TaskRow]
        /// Where the next page starts; nil when this is the last.
        public let next: TaskQuery.Position?
    }

    /// The user's task, or nil: not there, not the user's, or in the trash.
    public func find(
        _ id: TodoTask.ID, of user: UserID, includingDeleted: Bool = false
    ) async throws(PostgresError) -> TaskRow? {
        let rows = try await postgres.read(
            """
            SELECT \(TaskRow.columns) FROM tasks t
             WHERE t.id = \(id) AND t.user_id = \(user) AND (t.deleted_at IS NULL OR \(includingDeleted))
            """)
        guard let statement = TaskParts.statement(for: rows) else { return TaskRow.rows(rows).first }
        return TaskRow.rows(rows, TaskParts.read(try await postgres.read(statement))).first
    }

    /// The user's task with its row locked until the transaction ends, so that its version cannot move.
    public func find(
        _ id: TodoTask.ID, of user: UserID, includingDeleted: Bool = false, lockedIn transaction: PostgresTransaction
    ) async throws(PostgresError) -> TaskRow? {
        try await find([id], of: user, includingDeleted: includingDeleted, lockedIn: transaction).first
    }

    /// The rows with their tags and reminders.
    static func complete(
        _ rows: PostgresRows, in transaction: PostgresTransaction
    ) async throws(PostgresError) -> [TaskRow] {
        guard let statement = TaskParts.statement(for: rows) else { return TaskRow.rows(rows) }
        return TaskRow.rows(rows, TaskParts.read(try await transaction.query(statement)))
    }

    /// A page of at most `limit` tasks behind a position of the same query.
    public func list(
        _ query: TaskQuery, of user: UserID, after position: TaskQuery.Position? = nil, offset: Int = 0,
        limit: Int
    ) async throws(PostgresError) -> Page {
        let found = try await postgres.read(query.page(of: user, after: position, offset: offset, limit: limit + 1))
        var parts: [UUID: TaskParts] = [:]
        if let statement = TaskParts.statement(for: found) {
            parts = TaskParts.read(try await postgres.read(statement))
        }
        var rows = TaskRow.rows(found, parts)
        guard rows.count > limit else { return Page(rows: rows, next: nil) }
        rows.removeLast(rows.count - limit)
        return Page(rows: rows, next: rows.last.map(query.position))
    }

    /// How many tasks the query has on all its pages.
    public func count(_ query: TaskQuery, of user: UserID) async throws(PostgresError) -> Int {
        try await postgres.read(query.count(of: user))[0].int(0)
    }
}
