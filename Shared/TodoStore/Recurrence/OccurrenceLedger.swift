internal import FoundationEssentials
public import Postgres
public import Reactor
public import TodoCore

/// One row for each scheduled instant of a series that was dealt with: what makes one task of one occurrence.
///
/// The unique key (series, instant) decides, whoever comes: a tick on any replica, a completion, a request, the same
/// event a second time, or the work of a process that died in the middle.
@LoopActor public enum OccurrenceLedger {
    /// Enters occurrences that get a task, and answers which of them were not there: only those may get one.
    static func enter(
        _ occurrences: [(at: Date, taskID: TodoTask.ID)], of series: RecurringTask.ID, trigger: Occurrence.Trigger,
        ids: [UUID], in transaction: PostgresTransaction
    ) async throws(PostgresError) -> Set<Date> {
        guard !occurrences.isEmpty else { return [] }
        let rows = try await transaction.query(
            """
            INSERT INTO recurring_occurrences (id, recurring_task_id, occurrence_at, status, task_id, trigger)
            SELECT o.id, \(series), o.occurrence_at, 'generated', o.task_id, \(trigger)::text
              FROM unnest(\(ids), \(occurrences.map(\.at)), \(occurrences.map(\.taskID)))
                   AS o (id, occurrence_at, task_id)
            ON CONFLICT (recurring_task_id, occurrence_at) DO NOTHING
            RETURNING occurrence_at
            """)
        return Set(rows.map { $0.date(0) })
    }

    /// Points the row of an occurrence at the task that was there before it: a row without its task could not commit,
    /// and the series would never come further.
    static func adopt(
        at instant: Date, of series: RecurringTask.ID, in transaction: PostgresTransaction
    ) async throws(PostgresError) {
        try await transaction.execute(
            """
            UPDATE recurring_occurrences o
               SET task_id = (SELECT t.id FROM tasks t
                               WHERE t.recurring_task_id = o.recurring_task_id AND t.occurrence_at = o.occurrence_at)
             WHERE o.recurring_task_id = \(series) AND o.occurrence_at = \(instant)
            """)
    }

    /// Records occurrences that get none, with the reason.
    static func record(
        _ occurrences: [Occurrence], of series: RecurringTask.ID, trigger: Occurrence.Trigger, ids: [UUID],
        in transaction: PostgresTransaction
    ) async throws(PostgresError) {
        guard !occurrences.isEmpty else { return }
        try await transaction.execute(
            """
            INSERT INTO recurring_occurrences
                (id, recurring_task_id, occurrence_at, status, reason, count, trigger)
            SELECT o.id, \(series), o.occurrence_at, o.status, o.reason, o.count, \(trigger)::text
              FROM unnest(\(ids), \(occurrences.map(\.at)), \(occurrences.map(\.status)),
                          \(occurrences.map(\.reason)), \(occurrences.map { Int32(clamping: $0.count) }))
                   AS o (id, occurrence_at, status, reason, count)
            ON CONFLICT (recurring_task_id, occurrence_at) DO NOTHING
            """)
    }

    /// Notes that the task of an occurrence is done with; false when that is noted already, or the occurrence has another
    /// task by now. Whoever is told true makes what follows, and nobody else does.
    static func close(
        _ instant: Date, of series: RecurringTask.ID, task: TodoTask.ID, as status: Occurrence.Status,
        in transaction: PostgresTransaction
    ) async throws(PostgresError) -> Bool {
        // A task that is gone for good has left its row behind without it.
        try await transaction.execute(
            """
            UPDATE recurring_occurrences SET status = \(status)
             WHERE recurring_task_id = \(series) AND occurrence_at = \(instant) AND status = 'generated'
               AND (task_id = \(task) OR task_id IS NULL)
            """) > 0
    }

    /// Notes that the task of an occurrence is open again, and forgets what lies behind it.
    static func reopen(
        _ instant: Date, of series: RecurringTask.ID, in transaction: PostgresTransaction
    ) async throws(PostgresError) {
        try await transaction.execute(
            "DELETE FROM recurring_occurrences WHERE recurring_task_id = \(series) AND occurrence_at > \(instant)")
        try await transaction.execute(
            """
            UPDATE recurring_occurrences SET status = 'generated'
             WHERE recurring_task_id = \(series) AND occurrence_at = \(instant)
            """)
    }

    /// What the ledger has from an occurrence on: whether that is done with, and the tasks of those behind it.
    static func tail(
        from instant: Date, of series: RecurringTask.ID, in transaction: PostgresTransaction
    ) async throws(PostgresError) -> (isClosed: Bool, later: [(status: Occurrence.Status, task: TodoTask.ID?)]) {
        let rows = try await transaction.query(
            """
            SELECT occurrence_at = \(instant), status, task_id FROM recurring_occurrences
             WHERE recurring_task_id = \(series) AND occurrence_at >= \(instant)
               AND status NOT IN ('missed', 'missed_range', 'paused')
             ORDER BY occurrence_at LIMIT 3
            """)
        var isClosed = false
        var later: [(status: Occurrence.Status, task: TodoTask.ID?)] = []
        for row in rows {
            let status = Occurrence.Status(rawValue: row.string(1)) ?? .missed
            if row.bool(0) {
                isClosed = status != .generated
            } else {
                later.append((status, row.uuidOrNil(2).map(TodoTask.ID.init(rawValue:))))
            }
        }
        return (isClosed, later)
    }

    /// Whether the series has a task that is not done with.
    public static func hasOpenTask(
        _ series: RecurringTask.ID, in transaction: PostgresTransaction
    ) async throws(PostgresError) -> Bool {
        try await transaction.query(
            """
            SELECT EXISTS (SELECT FROM recurring_occurrences
                            WHERE recurring_task_id = \(series) AND status = 'generated')
            """)[0].bool(0)
    }

    /// What became of the occurrences of a series, the oldest first.
    public static func rows(
        of series: RecurringTask.ID, in postgres: PostgresClient
    ) async throws(PostgresError) -> [Occurrence] {
        try await postgres.read(
            """
            SELECT occurrence_at, status, count, reason FROM recurring_occurrences
             WHERE recurring_task_id = \(series) ORDER BY occurrence_at
            """
        ).map { row in
            Occurrence(
                at: row.date(0), status: Occurrence.Status(rawValue: row.string(1)) ?? .missed, count: row.int(2),
                reason: row.stringOrNil(3))
        }
    }
}
