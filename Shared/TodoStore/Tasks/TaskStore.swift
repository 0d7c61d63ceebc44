internal import FoundationEssentials
public import Postgres
public import Reactor
public import TodoCore

/// Reads tasks; whose they are is part of every statement. Writing is ``TaskWriter``'s.
@LoopActor public struct TaskStore {
    let postgres: PostgresClient

    public nonisolated init(_ postgres: PostgresClient) { self.postgres = postgres }

    /// One page of a list.
    public typealias Page = ListPage<ShownTask, TaskQuery.Position>

    /// The user's task as the API shows it, or nil: not there, not the user's, or in the trash.
    public func show(_ id: TodoTask.ID, of user: UserID) async throws(PostgresError) -> ShownTask? {
        try await shown(
            """
            SELECT \(ShownTask.columns) FROM tasks t
             WHERE t.id = \(id) AND \(SQL.isOwn("t.user_id", user)) AND (t.deleted_at IS NULL) IS TRUE
            """
        ).first
    }

    /// The user's task with all that rules need of it, or nil: not there, not the user's, or in the trash.
    public func find(
        _ id: TodoTask.ID, of user: UserID, includingDeleted: Bool = false
    ) async throws(PostgresError) -> TaskRow? {
        let rows = try await postgres.read(
            """
            SELECT \(TaskRow.columns) FROM tasks t
             WHERE t.id = \(id) AND \(SQL.isOwn("t.user_id", user)) AND (t.deleted_at IS NULL OR \(includingDeleted))
            """)
        return try await rows.tasks(TaskRow.init, read: read).first
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
        try await rows.tasks(TaskRow.init) { sql throws(PostgresError) in try await transaction.query(sql) }
    }

    /// A page of at most `limit` tasks behind a position of the same query, or before it.
    public func list(
        _ query: TaskQuery, of user: UserID, after position: TaskQuery.Position? = nil,
        _ direction: ListDirection = .forward, offset: Int = 0, limit: Int
    ) async throws(PostgresError) -> Page {
        let found = try await shown(
            query.page(of: user, from: position, direction, offset: offset, limit: limit + 1))
        return Page(found, limit: limit, isFirst: position == nil, direction, place: query.position)
    }

    /// How many tasks the query has on all its pages.
    public func count(_ query: TaskQuery, of user: UserID) async throws(PostgresError) -> Int {
        try await postgres.read(query.count(of: user))[0].int(0)
    }

    /// What a statement over ``ShownTask/columns`` finds.
    func shown(_ statement: SQL) async throws(PostgresError) -> [ShownTask] {
        try await read(statement).tasks(ShownTask.init, read: read)
    }

    private func read(_ statement: SQL) async throws(PostgresError) -> PostgresRows {
        try await postgres.read(statement)
    }
}
