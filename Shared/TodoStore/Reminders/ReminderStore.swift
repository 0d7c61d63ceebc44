public import FoundationEssentials
public import Postgres
public import Reactor
public import TodoCore

/// Claims reminders whose time has come. They are written with their task, by ``TaskWriter``; from here on they belong to
/// notification-service.
@LoopActor public struct ReminderStore {
    let postgres: PostgresClient

    public nonisolated init(_ postgres: PostgresClient) { self.postgres = postgres }

    /// A reminder that fires now, already marked as sent, with its task.
    public struct Claim: Sendable {
        public let reminder: Reminder
        /// Without tags and reminders, which nobody needs to hear.
        public let task: TodoTask
    }

    /// What became of a reminder's time.
    public struct Limits: Sendable {
        /// Older than this it is not sent any more but skipped: `reminder.lateLimit`.
        public var late: Duration
        /// From this on it says that it comes late.
        public var punctual: Duration

        public init(late: Duration = .seconds(86_400), punctual: Duration = .seconds(60)) {
            self.late = late
            self.punctual = punctual
        }
    }

    /// Takes the reminders that are due, oldest first, and marks them: `sent`, `skipped` when they are too late, or
    /// `cancelled` when nothing is left to be reminded of. Answers those that are to be sent.
    ///
    /// In the caller's transaction, which also stores the notification, its deliveries and the event: a crash anywhere
    /// leaves either all of it or a pending reminder. Reminders that another replica has just claimed are passed over.
    ///
    /// Rows are found by `= ANY(ARRAY(…))`, here and in the other claims: of a join under a generic plan, which takes
    /// LIMIT for a tenth of the table, the planner makes a scan of all of it.
    public func claimDue(
        at now: Date, limit: Int = 200, limits: Limits = Limits(), in transaction: PostgresTransaction
    ) async throws(PostgresError) -> [Claim] {
        let rows = try await transaction.query(
            """
            WITH due AS (SELECT id FROM task_reminders
                          WHERE remind_at <= \(now) AND status = 'pending'
                          ORDER BY remind_at LIMIT \(limit) FOR UPDATE SKIP LOCKED),
            claimed AS (
                UPDATE task_reminders r
                   SET status = CASE WHEN t.status IN ('completed', 'cancelled') OR t.deleted_at IS NOT NULL
                                     THEN 'cancelled'
                                     WHEN r.remind_at < \(now) - \(limits.late.inSeconds) * interval '1 second'
                                     THEN 'skipped' ELSE 'sent' END,
                       late = r.late OR r.remind_at < \(now) - \(limits.punctual.inSeconds) * interval '1 second',
                       sent_for_due = t.due_date, version = r.version + 1, updated_at = \(now)
                  FROM tasks t
                 WHERE r.id = ANY(ARRAY(SELECT id FROM due)) AND t.id = r.task_id
                RETURNING r.*)
            SELECT \(TaskRow.columns), \(Reminder.columns)
              FROM claimed r JOIN tasks t ON t.id = r.task_id
             WHERE r.status = 'sent' ORDER BY r.remind_at, r.id
            """)
        return rows.map { row in
            Claim(reminder: Reminder(row, from: TaskRow.columnCount), task: TaskRow(row: row, parts: .none).task)
        }
    }

    /// Seconds until the next reminder by the database's clock, negative when one waits; nil when there is none.
    public func secondsToNext() async throws(PostgresError) -> Double? {
        try await postgres.read(
            "SELECT extract(epoch FROM min(remind_at) - now())::float8 FROM task_reminders WHERE status = 'pending'"
        )[0].doubleOrNil(0)
    }

    /// Age in seconds of the oldest reminder whose time has come and that nobody claimed; 0 when there is none.
    public func oldestOverdueAge(at now: Date) async throws(PostgresError) -> Double {
        let oldest = try await postgres.read(
            "SELECT min(remind_at) FROM task_reminders WHERE status = 'pending'")[0].dateOrNil(0)
        return max(0, oldest.map(now.timeIntervalSince) ?? 0)
    }
}
