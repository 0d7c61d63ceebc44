public import FoundationEssentials
public import Postgres
public import Reactor
public import TodoCore

/// Carries out a plan for a series in one transaction: ledger, tasks, events, and how far the series has come.
///
/// The ledger comes first; what it has already is left alone, so that a plan carried out twice makes nothing twice.
@LoopActor public struct OccurrenceWriter {
    let tasks: TaskWriter
    let series: RecurringTaskWriter
    let zones: ZoneDatabase
    let ids: IdentifierSource
    /// App id of the program.
    private let source: String

    public nonisolated init(
        tasks: TaskWriter, series: RecurringTaskWriter, zones: ZoneDatabase, ids: IdentifierSource, source: String
    ) {
        self.tasks = tasks
        self.series = series
        self.zones = zones
        self.ids = ids
        self.source = source
    }

    /// Why a plan is carried out.
    public struct Cause: Sendable {
        let trigger: Occurrence.Trigger
        let actor: EventContext.Actor
        /// The request or tick it belongs to.
        let correlationID: String
        /// The event that led to it.
        let causationID: EventID?

        /// What the tasks came through.
        var origin: TodoTask.Source { trigger == .completion ? .completion : .cron }

        public init(
            _ trigger: Occurrence.Trigger, actor: EventContext.Actor, correlationID: String, causationID: EventID? = nil
        ) {
            self.trigger = trigger
            self.actor = actor
            self.correlationID = correlationID
            self.causationID = causationID
        }
    }

    /// Enters the plan and advances the series, whose row the caller has locked or just inserted.
    ///
    /// - Returns: the tasks that were made, oldest first.
    public func carryOut(
        _ plan: CatchUpPlan, for series: inout RecurringTask, of profile: UserProfile, at now: Date, cause: Cause,
        in transaction: PostgresTransaction
    ) async throws(PostgresError) -> [TodoTask] {
        let zone = zones.zone(series.timezone) ?? .utc
        let made = try await enter(plan, of: series, for: profile, at: now, cause: cause, in: transaction)
        let told = series.advance(by: plan, at: now, in: zone)
        try await save(series, telling: told, at: now, cause: cause, in: transaction)
        return made
    }

    /// Writes how far the series has come.
    func save(
        _ series: RecurringTask, telling events: [RecurringTaskEvent], at now: Date, cause: Cause,
        in transaction: PostgresTransaction
    ) async throws(PostgresError) {
        let contexts = events.map { _ in context(now, cause) }
        try await self.series.update(
            series, events: zip(events, contexts).map { $0.outboxEvent($1) },
            log: zip(events, contexts).map { $0.logEntry($1, requestID: nil, source: cause.origin) }, in: transaction)
    }

    /// Makes the tasks of the plan that are not there yet and records the other occurrences; the series itself is left
    /// to the caller.
    ///
    /// - Returns: the tasks that were made, oldest first.
    @discardableResult
    public func enter(
        _ plan: CatchUpPlan, of series: RecurringTask, for profile: UserProfile, at now: Date, cause: Cause,
        in transaction: PostgresTransaction
    ) async throws(PostgresError) -> [TodoTask] {
        let made = try await make(plan, for: series, profile, now, cause, transaction)
        try await OccurrenceLedger.record(
            plan.recorded, of: series.id, trigger: cause.trigger, ids: plan.recorded.map { _ in freshID(now) },
            in: transaction)
        return made
    }

    private func make(
        _ plan: CatchUpPlan, for series: RecurringTask, _ profile: UserProfile, _ now: Date, _ cause: Cause,
        _ transaction: PostgresTransaction
    ) async throws(PostgresError) -> [TodoTask] {
        let rules = profile.rules(zones, ids: ids)
        let planned = plan.generate.map {
            ($0.instant, series.makeTask(for: $0, at: now, rules: rules, source: cause.origin))
        }
        let fresh = try await OccurrenceLedger.enter(
            planned.map { (at: $0.0, taskID: $0.1.task.id) }, of: series.id, trigger: cause.trigger,
            ids: planned.map { _ in freshID(now) }, in: transaction)
        var made: [TodoTask] = []
        for (instant, occurrence) in planned where fresh.contains(instant) {
            let (created, due) = (context(now, cause), context(now, cause))
            let outcome = try await tasks.create(
                occurrence.task, events: [occurrence.created.outboxEvent(created), occurrence.due.outboxEvent(due)],
                log: [
                    occurrence.created.logEntry(created, requestID: nil),
                    occurrence.due.logEntry(due, requestID: nil, source: .cron),
                ], in: transaction)
            if outcome == .saved {
                made.append(occurrence.task)
            } else {
                try await OccurrenceLedger.adopt(at: instant, of: series.id, in: transaction)
            }
        }
        return made
    }

    func context(_ now: Date, _ cause: Cause) -> EventContext {
        EventContext(
            eventID: ids.next(at: now), now: now, actor: cause.actor, source: source,
            correlationID: cause.correlationID, causationID: cause.causationID)
    }

    func freshID(_ now: Date) -> UUID { ids.next(at: now, of: Occurrence.self).rawValue }
}
