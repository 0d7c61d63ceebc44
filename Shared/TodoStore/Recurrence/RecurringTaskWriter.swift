internal import FoundationEssentials
internal import JSON
public import Postgres
public import Reactor
public import TodoCore

/// Writes a series together with its events, in the caller's transaction: a request or a tick does more than one row.
///
/// The tags of a new series must exist (``TagStore``); one that does not is left out.
@LoopActor public struct RecurringTaskWriter {
    let committed: @LoopActor @Sendable () -> Void

    /// - Parameter committed: called after each commit that wrote events; wakes the relay.
    public nonisolated init(committed: @escaping @LoopActor @Sendable () -> Void = {}) {
        self.committed = committed
    }

    /// Inserts a new series.
    public func create(
        _ series: RecurringTask, in zone: Zone, events: [OutboxEvent], log: [EventLogEntry],
        in transaction: PostgresTransaction
    ) async throws(PostgresError) {
        try await transaction.execute(Self.insertion(of: series, startingAt: zone.instant(series.rule.start)))
        try await tell(events, log, transaction)
    }

    /// Writes what changes in a series: its status, and how far it has come. The row is locked by the caller.
    public func update(
        _ series: RecurringTask, events: [OutboxEvent], log: [EventLogEntry], in transaction: PostgresTransaction
    ) async throws(PostgresError) {
        try await transaction.execute(
            """
            UPDATE recurring_tasks
               SET status = \(series.status), is_active = \(series.isActive), paused_at = \(series.pausedAt),
                   next_due_at = \(series.nextDueAt), next_generate_at = \(series.nextGenerateAt),
                   last_created_at = \(series.lastCreatedAt), occurrence_count = \(series.occurrenceCount)::int,
                   version = \(series.version), updated_at = \(series.updatedAt)
             WHERE id = \(series.id) AND user_id = \(series.userID)
            """)
        try await tell(events, log, transaction)
    }

    /// Writes another rule, and what else changes with it. The row is locked by the caller.
    public func updateRule(
        of series: RecurringTask, in zone: Zone, events: [OutboxEvent], log: [EventLogEntry],
        in transaction: PostgresTransaction
    ) async throws(PostgresError) {
        let rule = series.rule
        let (weekdays, weekStart) = Self.weekly(rule)
        try await transaction.execute(
            """
            UPDATE recurring_tasks
               SET recurrence_type = \(rule.frequency.name), recurrence_interval = \(rule.interval)::int,
                   by_weekday = \(weekdays)::smallint[], by_month_day = \(Self.monthDay(rule))::int2,
                   week_start = \(weekStart)::int2, month_end_policy = \(rule.monthEndPolicy),
                   start_date = \(zone.instant(rule.start)),
                   start_wall = timestamp 'epoch' + \(rule.start.microsecondsSince1970) * interval '1 microsecond',
                   due_is_all_day = \(series.isAllDay)
             WHERE id = \(series.id) AND user_id = \(series.userID)
            """)
        try await update(series, events: events, log: log, in: transaction)
    }

    private func tell(
        _ events: [OutboxEvent], _ log: [EventLogEntry], _ transaction: PostgresTransaction
    ) async throws(PostgresError) {
        guard !events.isEmpty else { return }
        try await Outbox.append(events, in: transaction)
        try await EventLog.append(log, in: transaction)
        transaction.afterCommit(committed)
    }

    private static func insertion(of series: RecurringTask, startingAt start: Date) -> SQL {
        let rule = series.rule
        let (weekdays, weekStart) = weekly(rule)
        var (endDate, endOn): (Date?, String?) = (nil, nil)
        switch rule.end {
        case .never: break
        case .at(let instant): endDate = instant
        case .on(let day): endOn = day.description
        }
        return """
            INSERT INTO recurring_tasks
                (id, user_id, title, description, priority_id, tag_ids, recurrence_type, recurrence_interval,
                 by_weekday, by_month_day, week_start, timezone, start_date, start_wall, end_date, end_on, max_count,
                 month_end_policy, generation, due_is_all_day, catch_up_policy, create_ahead, reminders, next_due_at, next_generate_at, last_created_at,
                 status, is_active, occurrence_count, version, created_at, updated_at)
            VALUES (\(series.id), \(series.userID), \(series.title), \(series.description), \(series.priority)::int2,
                    ARRAY(SELECT g.id FROM tags g WHERE g.user_id = \(series.userID)
                           AND lower(g.name) IN (SELECT lower(n) FROM unnest(\(series.tags)) AS n)),
                    \(rule.frequency.name), \(rule.interval)::int, \(weekdays)::smallint[], \(monthDay(rule))::int2,
                    \(weekStart)::int2, \(series.timezone), \(start),
                    timestamp 'epoch' + \(rule.start.microsecondsSince1970) * interval '1 microsecond',
                    \(endDate), \(endOn)::date, \(rule.maxCount)::int, \(rule.monthEndPolicy),
                    \(series.generation), \(series.isAllDay), \(series.catchUpPolicy),
                    \(series.createAhead.description), \(json: reminders(series)), \(series.nextDueAt),
                    \(series.nextGenerateAt), \(series.lastCreatedAt), \(series.status), \(series.isActive), \(series.occurrenceCount)::int,
                    \(series.version), \(series.createdAt), \(series.updatedAt))
            """
    }

    private static func weekly(_ rule: RecurrenceRule) -> (weekdays: [Int]?, weekStart: Int) {
        guard case .weekly(let weekdays, let weekStart) = rule.frequency else { return (nil, 1) }
        return (weekdays.sorted().map(\.rawValue), weekStart.rawValue)
    }

    private static func monthDay(_ rule: RecurrenceRule) -> Int? {
        if case .monthly(let day) = rule.frequency { day } else { nil }
    }

    private static func reminders(_ series: RecurringTask) -> JSONBytes {
        var json = JSONWriter(capacity: 64)
        json.array { json in
            for offset in series.reminders { json.string(offset.description) }
        }
        return json.finish()
    }
}
