public import FoundationEssentials
public import Postgres
public import Reactor
public import TodoCore

/// Claims tasks whose due date is to be told of: due soon, due, overdue. Once for each kind and due date.
@LoopActor public struct DueEventStore {
    let postgres: PostgresClient

    public nonisolated init(_ postgres: PostgresClient) { self.postgres = postgres }

    /// What is to be noted of a claimed task.
    public struct Entry: Sendable {
        public let task: TodoTask.ID
        public let dueDate: Date
        /// The notices that are made now; none when it was only time to look.
        public let notices: [DueNotice]
        /// When to look again; nil after the last notice.
        public let nextNoticeAt: Date?

        public init(task: TodoTask.ID, dueDate: Date, notices: [DueNotice], nextNoticeAt: Date?) {
            self.task = task
            self.dueDate = dueDate
            self.notices = notices
            self.nextNoticeAt = nextNoticeAt
        }
    }

    /// One notice of one task.
    public struct Notice: Sendable, Hashable {
        public let task: TodoTask.ID
        public let notice: DueNotice

        public init(_ task: TodoTask.ID, _ notice: DueNotice) {
            self.task = task
            self.notice = notice
        }
    }

    /// Tasks whose next notice is due, oldest first, locked until the transaction ends; nil while another replica scans.
    ///
    /// One scanner at a time: with eight and only the unique key they were right too, but stood in each other's way.
    /// There is no lower bound: what was due during an outage is found, however long that was.
    public func claimDue(
        at now: Date, limit: Int = 500, in transaction: PostgresTransaction
    ) async throws(PostgresError) -> [TodoTask]? {
        let lock = try await transaction.query("SELECT pg_try_advisory_xact_lock(hashtext('due-scan'))")
        guard lock[0].bool(0) else { return nil }
        let rows = try await transaction.query(
            """
            SELECT \(TaskRow.columns) FROM tasks t
             WHERE t.next_notice_at <= \(now)
             ORDER BY t.next_notice_at LIMIT \(limit) FOR UPDATE SKIP LOCKED
            """)
        // Whole, tags and reminders too: the events that follow carry the task.
        return try await TaskStore.complete(rows, in: transaction).map(\.task)
    }

    /// Notes the notices and moves the tasks on, in the transaction of the claim; answers the notices that were not made
    /// before for this due date. The task's version stays: this is bookkeeping.
    public func record(
        _ entries: [Entry], in transaction: PostgresTransaction
    ) async throws(PostgresError) -> Set<Notice> {
        guard !entries.isEmpty else { return [] }
        let notices = entries.flatMap { entry in entry.notices.map { (entry, $0) } }
        let rows = try await transaction.query(
            """
            WITH moved AS (
                UPDATE tasks t SET next_notice_at = e.next_notice_at, notified = t.notified OR e.notified
                  FROM unnest(\(entries.map(\.task)), \(entries.map(\.nextNoticeAt)),
                              \(entries.map { $0.notices.contains(.dueSoon) })) AS e (id, next_notice_at, notified)
                 WHERE t.id = e.id)
            INSERT INTO due_events (task_id, kind, due_date)
            SELECT n.task_id, n.kind, n.due_date
              FROM unnest(\(notices.map(\.0.task)), \(notices.map(\.1.rawValue)), \(notices.map(\.0.dueDate)))
                   AS n (task_id, kind, due_date)
            ON CONFLICT DO NOTHING RETURNING task_id, kind
            """)
        return Set(
            rows.compactMap { row in
                DueNotice(rawValue: row.string(1)).map { Notice(TodoTask.ID(rawValue: row.uuid(0)), $0) }
            })
    }

    /// Seconds until the next notice by the database's clock, negative when one waits; nil when there is none.
    public func secondsToNext() async throws(PostgresError) -> Double? {
        try await postgres.read(
            "SELECT extract(epoch FROM min(next_notice_at) - now())::float8 FROM tasks WHERE next_notice_at IS NOT NULL"
        )[0].doubleOrNil(0)
    }

    /// Age in seconds of the oldest notice that is due and was not made; 0 when there is none.
    public func oldestOverdueAge(at now: Date) async throws(PostgresError) -> Double {
        let oldest = try await postgres.read(
            "SELECT min(next_notice_at) FROM tasks WHERE next_notice_at IS NOT NULL")[0].dateOrNil(0)
        return max(0, oldest.map(now.timeIntervalSince) ?? 0)
    }
}
