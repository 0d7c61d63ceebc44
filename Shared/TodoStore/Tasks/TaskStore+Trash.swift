public import FoundationEssentials
public import Postgres
internal import Reactor
public import TodoCore

extension TaskStore {
    /// A page of what the user deleted, the latest first, behind a position whose key is when that was, or before it.
    public func trash(
        of user: UserID, after position: TaskQuery.Position? = nil, _ direction: ListDirection = .forward,
        offset: Int = 0, limit: Int
    ) async throws(PostgresError) -> Page {
        let found = try await shown(
            """
            SELECT \(ShownTask.columns) FROM tasks t
             WHERE t.user_id = \(user) AND t.deleted_at IS NOT NULL
                   \(SQL.latest("t.deleted_at", "t.id", from: position.map { ($0.key, $0.id) }, direction)) \
            LIMIT \(limit + 1)\(SQL.offset(offset))
            """)
        return Page(found, limit: limit, isFirst: position == nil, direction) {
            TaskQuery.Position(key: $0.deletedAt, id: $0.id)
        }
    }

    /// How many tasks lie in the user's trash.
    public func trashCount(of user: UserID) async throws(PostgresError) -> Int {
        try await postgres.read("SELECT count(*) FROM tasks WHERE user_id = \(user) AND deleted_at IS NOT NULL")[0].int(
            0)
    }

    /// The user's tasks that were deleted by that instant, locked; those that others have locked are passed over.
    public func trash(
        of user: UserID, deletedBy instant: Date, limit: Int, lockedIn transaction: PostgresTransaction
    ) async throws(PostgresError) -> [TaskRow] {
        let rows = try await transaction.query(
            """
            SELECT \(TaskRow.columns) FROM tasks t
             WHERE t.user_id = \(user) AND t.deleted_at <= \(instant)
             ORDER BY t.deleted_at LIMIT \(limit) FOR UPDATE SKIP LOCKED
            """)
        return try await Self.complete(rows, in: transaction)
    }

    /// Anybody's tasks that were deleted by that instant, locked; those that others have locked are passed over.
    public func trash(
        deletedBy instant: Date, limit: Int, lockedIn transaction: PostgresTransaction
    ) async throws(PostgresError) -> [TaskRow] {
        let rows = try await transaction.query(
            """
            SELECT \(TaskRow.columns) FROM tasks t WHERE t.deleted_at <= \(instant)
             ORDER BY t.deleted_at LIMIT \(limit) FOR UPDATE SKIP LOCKED
            """)
        return try await Self.complete(rows, in: transaction)
    }

    /// The parts of a task in their order.
    public func parts(of parent: TodoTask.ID, user: UserID) async throws(PostgresError) -> [ShownTask] {
        try await shown(
            """
            SELECT \(ShownTask.columns) FROM tasks t
             WHERE t.parent_id = \(parent) AND t.user_id = \(user) AND t.deleted_at IS NULL
             ORDER BY t.position, t.id
            """)
    }
}
