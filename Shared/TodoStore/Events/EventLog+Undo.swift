public import FoundationEssentials
public import Postgres
internal import Reactor
public import TodoCore

extension EventLog {
    /// One row of an operation that can be undone.
    public struct UndoableEvent: Sendable {
        public let taskID: TodoTask.ID
        public let type: String
        /// JSON text.
        public let data: [UInt8]
        /// What all rows of the operation have in common.
        public let operation: String
    }

    /// How far back an operation is looked for, in rows of the user: the largest one and what took it back.
    private static let depth = 2_000
    private static let types: [EventType] = [
        .taskUpdated, .taskCompleted, .taskUncompleted, .taskCancelled, .taskDeleted,
    ]

    /// What the user did last that can be undone and was not, the newest row first; empty when there is nothing.
    ///
    /// Rows that one request made together are one operation. Only by that is the making of a task undone, too.
    public static func lastOperation(
        of user: UserID, since instant: Date, in transaction: PostgresTransaction
    ) async throws(PostgresError) -> [UndoableEvent] {
        let rows = try await transaction.query(
            """
            WITH recent AS MATERIALIZED (
                SELECT id, task_id, actor, source, event_type, event_data, created_at,
                       coalesce(event_data->>'operation', event_id::text) AS operation
                  FROM task_event_log WHERE user_id = \(user) ORDER BY id DESC LIMIT \(depth)),
            last AS (
                SELECT r.operation FROM recent r
                 WHERE r.created_at > \(instant) AND r.source <> 'undo' AND r.task_id IS NOT NULL
                   AND r.actor = \(EventContext.Actor.user(user).text)
                   AND (r.event_type = ANY(\(types)) OR r.event_data->>'operation' IS NOT NULL)
                   AND r.operation NOT IN (SELECT u.event_data->>'undoes' FROM recent u
                                            WHERE u.source = 'undo' AND u.event_data->>'undoes' IS NOT NULL)
                 ORDER BY r.id DESC LIMIT 1)
            SELECT r.task_id, r.event_type, r.event_data, r.operation
              FROM recent r JOIN last ON last.operation = r.operation
             WHERE r.source <> 'undo' ORDER BY r.id DESC
            """)
        return rows.map { row in
            UndoableEvent(
                taskID: TodoTask.ID(rawValue: row.uuid(0)), type: row.string(1), data: row.bytes(2),
                operation: row.string(3))
        }
    }
}
