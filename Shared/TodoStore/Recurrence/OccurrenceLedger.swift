public import FoundationEssentials
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

    /// Notes that the task of an occurrence was completed; nothing happens when it is noted already.
    public static func markCompleted(
        _ instant: Date, of series: RecurringTask.ID, in transaction: PostgresTransaction
    ) async throws(PostgresError) {
        try await transaction.execute(
            """
            UPDATE recurring_occurrences SET status = 'completed'
             WHERE recurring_task_id = \(series) AND occurrence_at = \(instant) AND status = 'generated'
            """)
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
