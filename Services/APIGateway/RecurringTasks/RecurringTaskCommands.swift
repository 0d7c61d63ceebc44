import FoundationEssentials
import HTTP
import JSON
import Postgres
import Reactor
import ServiceKit
import TodoCore
import TodoStore

/// What users do to their series.
@LoopActor struct RecurringTaskCommands {
    let postgres: PostgresClient
    let series: RecurringTaskStore
    let writer: RecurringTaskWriter
    let occurrences: OccurrenceWriter
    let tags: TagStore
    let profiles: Profiles
    let zones: ZoneDatabase
    let ids: IdentifierSource
    let now: @Sendable () -> Date

    /// A new series, and the tasks of it whose time has come already: the first meeting is not missed.
    func create(_ body: JSONValue, by caller: Caller) async throws -> HTTPResponse {
        let profile = try await profiles.profile(of: caller.userID)
        var (draft, zone) = try RecurringTaskPayloads.draft(body, zone: profile.zone(zones), zones: zones)
        guard try await series.count(of: caller.userID) < Limits.seriesPerUser else {
            throw Problem.tooManySeries
        }
        let now = now()
        draft.tags = try await tags.ensure(draft.tags, of: caller.userID, now: now)
        let (new, events) = RecurringTask.create(
            draft, id: ids.next(at: now), userID: caller.userID, at: now, in: zone)
        return try await postgres.withTransaction { transaction in
            try await write(new, events, caller, now) { (rows, log) throws(PostgresError) in
                try await writer.create(new, in: zone, events: rows, log: log, in: transaction)
            }
            var (series, firstTask) = (new, TodoTask.ID?.none)
            let plan =
                series.generation == .onSchedule
                ? series.catchUpPlan(at: now, in: zone) : series.firstPlan(in: zone)
            if !plan.generate.isEmpty || !plan.recorded.isEmpty {
                firstTask = try await occurrences.carryOut(
                    plan, for: &series, of: profile, at: now, cause: cause(caller), in: transaction
                ).first?.id
            }
            let response = RecurringTaskRoutes.answerMade(series, firstTask: firstTask)
            return try await caller.keep(response, at: now, in: transaction)
        }
    }

    /// Stops the making of tasks; a second time changes nothing.
    func pause(
        _ id: RecurringTask.ID, by caller: Caller, if conditions: Preconditions = .none
    ) async throws -> HTTPResponse {
        try await change(id, by: caller, if: conditions, RecurringTaskRoutes.answer) {
            series, now throws(TodoError) in try series.pause(at: now)
        }
    }

    /// Ends a series; its tasks stay.
    func delete(
        _ id: RecurringTask.ID, by caller: Caller, if conditions: Preconditions = .none
    ) async throws -> HTTPResponse {
        try await change(id, by: caller, if: conditions, { _ in .empty(.noContent) }) {
            series, now throws(TodoError) in series.delete(at: now)
        }
    }

    /// Goes on with a paused series; a second time changes nothing.
    func resume(
        _ id: RecurringTask.ID, catchUp: CatchUpPolicy, by caller: Caller, if conditions: Preconditions = .none
    ) async throws -> HTTPResponse {
        let profile = try await profiles.profile(of: caller.userID)
        let now = now()
        return try await postgres.withTransaction { transaction in
            guard let paused = try await series.lock(id, of: caller.userID, in: transaction) else {
                throw TodoError.recurringTaskNotFound(id)
            }
            try Self.check(conditions, paused)
            var resumed = paused
            let zone = zones.zone(paused.timezone) ?? .utc
            let hasOpenTask = try await OccurrenceLedger.hasOpenTask(id, in: transaction)
            guard
                let (plan, events) = try resumed.resume(
                    at: now, catchUp: catchUp, hasOpenTask: hasOpenTask, in: zone)
            else {
                return try await caller.keep(RecurringTaskRoutes.answer(paused), at: now, in: transaction)
            }
            // `resume` has advanced the series already; the ledger and the tasks follow its plan.
            try await occurrences.enter(
                plan, of: resumed, for: profile, at: now, cause: cause(caller), in: transaction)
            let done = resumed
            try await write(done, events, caller, now) { (rows, log) throws(PostgresError) in
                try await writer.update(done, events: rows, log: log, in: transaction)
            }
            return try await caller.keep(RecurringTaskRoutes.answer(done), at: now, in: transaction)
        }
    }

    // MARK: Steps

    /// - Throws: 412 with what is there.
    private static func check(_ conditions: Preconditions, _ series: RecurringTask) throws {
        guard !conditions.hold(for: { EntityTag(version: series.version, of: series.id) }) else { return }
        throw Problem.mismatch(version: series.version, current: RecurringTaskRoutes.answer(series))
    }

    private func change(
        _ id: RecurringTask.ID, by caller: Caller, if conditions: Preconditions,
        _ render: @LoopActor (RecurringTask) -> HTTPResponse,
        _ verb: @escaping (inout RecurringTask, Date) throws(TodoError) -> RecurringTaskEvent?
    ) async throws -> HTTPResponse {
        let now = now()
        return try await postgres.withTransaction { transaction in
            guard let old = try await series.lock(id, of: caller.userID, in: transaction) else {
                throw TodoError.recurringTaskNotFound(id)
            }
            try Self.check(conditions, old)
            var changed = old
            if let event = try verb(&changed, now) {
                let done = changed
                try await write(done, [event], caller, now) { (rows, log) throws(PostgresError) in
                    try await writer.update(done, events: rows, log: log, in: transaction)
                }
            }
            return try await caller.keep(render(changed), at: now, in: transaction)
        }
    }

    private func write(
        _ series: RecurringTask, _ events: [RecurringTaskEvent], _ caller: Caller, _ now: Date,
        _ body: ([OutboxEvent], [EventLogEntry]) async throws(PostgresError) -> Void
    ) async throws(PostgresError) {
        let contexts = events.map { _ in caller.eventContext(now: now, ids: ids) }
        try await body(
            zip(events, contexts).map { $0.outboxEvent($1) },
            zip(events, contexts).map { $0.logEntry($1, requestID: caller.requestID) })
    }

    private func cause(_ caller: Caller) -> OccurrenceWriter.Cause {
        OccurrenceWriter.Cause(.manual, actor: .user(caller.userID), correlationID: caller.requestID)
    }
}
