internal import FoundationEssentials
public import Postgres
public import Reactor
internal import TodoCore

/// Erases what closed accounts had: tasks, series, notifications, log, kept answers, and the account's row at last.
///
/// A step at a time, each a transaction of a bounded size, so that an account with a million tasks stands in nobody's
/// way. Events of the account's tasks go from the outbox too; what was published is in the topics until their retention
/// ends.
@LoopActor public struct AccountErasureStore {
    let postgres: PostgresClient

    public nonisolated init(_ postgres: PostgresClient) { self.postgres = postgres }

    /// By then every replica has forgotten the account's tokens and profile, and requests in progress have ended: nothing
    /// is written for it any more.
    private static let rest: SQL = "interval '1 minute'"

    /// What a step did.
    public enum Step: Sendable, Equatable {
        /// No closed account waits, or others erase those that do.
        case nothing
        /// Some rows went; there may be more.
        case erased(Int)
    }

    /// Erases at most `limit` rows of one table of one account; any replica may, none must.
    public func step(limit: Int = 1_000) async throws -> Step {
        try await postgres.withTransaction { transaction in
            let rows = try await transaction.query(
                """
                SELECT id FROM users WHERE deleted_at < now() - \(Self.rest)
                 ORDER BY deleted_at LIMIT 1 FOR UPDATE SKIP LOCKED
                """)
            guard let user = rows.first?.uuid(0) else { return .nothing }
            try await transaction.execute("SET LOCAL todo.account_erasure = 'on'")
            for statement in Self.statements(user, limit) {
                let count = try await transaction.execute(statement)
                if count > 0 { return .erased(count) }
            }
            return .erased(try await transaction.execute("DELETE FROM users WHERE id = \(user)"))
        }
    }

    /// In an order in which each finds its rows by an index; what they leave falls with the account's row.
    private static func statements(_ user: UUID, _ limit: Int) -> [SQL] {
        [
            """
            WITH l AS (DELETE FROM task_event_log WHERE id IN (
                           SELECT id FROM task_event_log WHERE user_id = \(user) ORDER BY id LIMIT \(limit))
                       RETURNING event_id, task_id),
            o AS (DELETE FROM outbox_events WHERE published_at IS NOT NULL
                     AND (event_id IN (SELECT event_id FROM l) OR aggregate_id IN (SELECT task_id FROM l)))
            SELECT 1 FROM l
            """,
            """
            DELETE FROM tasks WHERE id IN (
                SELECT id FROM tasks WHERE user_id = \(user) ORDER BY updated_at LIMIT \(limit))
            """,
            """
            DELETE FROM notifications WHERE id IN (
                SELECT id FROM notifications WHERE user_id = \(user) ORDER BY created_at LIMIT \(limit))
            """,
            """
            DELETE FROM recurring_tasks WHERE id IN (
                SELECT id FROM recurring_tasks WHERE user_id = \(user) LIMIT \(limit))
            """,
            """
            DELETE FROM idempotency_keys WHERE (user_id, method, path, key) IN (
                SELECT user_id, method, path, key FROM idempotency_keys WHERE user_id = \(user) LIMIT \(limit))
            """,
        ]
    }
}
