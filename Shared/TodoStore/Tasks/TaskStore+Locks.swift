internal import FoundationEssentials
public import Postgres
internal import Reactor
public import TodoCore

/// Reads tasks whose rows stay locked until the transaction ends, always in the order of their ids: two transactions
/// that want the same rows wait for each other and do not deadlock.
extension TaskStore {
    /// Those of the tasks that are the user's.
    public func find(
        _ ids: [TodoTask.ID], of user: UserID, includingDeleted: Bool = false,
        lockedIn transaction: PostgresTransaction
    ) async throws(PostgresError) -> [TaskRow] {
        let rows = try await transaction.query(
            """
            SELECT \(TaskRow.columns) FROM tasks t
             WHERE t.id = ANY(\(ids)) AND \(SQL.isOwn("t.user_id", user))
               AND (t.deleted_at IS NULL OR \(includingDeleted))
             ORDER BY t.id FOR UPDATE
            """)
        return try await Self.complete(rows, in: transaction)
    }

    /// A task and its parts.
    public func findWithParts(
        _ id: TodoTask.ID, of user: UserID, lockedIn transaction: PostgresTransaction
    ) async throws(PostgresError) -> [TaskRow] {
        let rows = try await transaction.query(
            """
            SELECT \(TaskRow.columns) FROM tasks t
             WHERE t.id = ANY(ARRAY(SELECT \(id) UNION ALL SELECT id FROM tasks WHERE parent_id = \(id)))
               AND \(SQL.isOwn("t.user_id", user)) AND (t.deleted_at IS NULL) IS TRUE
             ORDER BY t.id FOR UPDATE
            """)
        return try await Self.complete(rows, in: transaction)
    }

    /// Whether the task has parts.
    func hasParts(_ id: TodoTask.ID, in transaction: PostgresTransaction) async throws(PostgresError) -> Bool {
        try await transaction.query("SELECT EXISTS (SELECT FROM tasks WHERE parent_id = \(id))")[0].bool(0)
    }

    /// What is around a task that is to become a part of another. Both rows are locked: whoever else gives one of them
    /// a part or a parent waits, and sees what was done here.
    public func family(
        of id: TodoTask.ID, under parent: TodoTask.ID, user: UserID, in transaction: PostgresTransaction
    ) async throws(PostgresError) -> TodoTask.Family {
        let found = try await find([id, parent], of: user, includingDeleted: true, lockedIn: transaction)
        let counts = try await transaction.query(
            """
            SELECT count(*) FILTER (WHERE parent_id = \(parent)), count(*) FILTER (WHERE parent_id = \(id))
              FROM tasks WHERE parent_id = ANY(\([id, parent])) AND user_id = \(user) AND id <> \(id)
            """)[0]
        return TodoTask.Family(
            parent: found.first { $0.id == parent }?.task, siblings: counts.int(0), parts: counts.int(1))
    }
}
