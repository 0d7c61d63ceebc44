import FoundationEssentials
import HTTP
import Postgres
import Reactor
import ServiceKit
import TodoCore
import TodoStore

/// What becomes of a series when a user changes a task of it: it begins, changes, ends, or takes its last step back.
///
/// What follows when a task is done with is not made here: recurring-task-service does that, a moment later.
@LoopActor struct TaskSeries {
    let postgres: PostgresClient
    let store: RecurringTaskStore
    let writer: RecurringTaskWriter
    let occurrences: OccurrenceWriter
    let zones: ZoneDatabase
    let ids: IdentifierSource

    /// What a change of a task asks of its series.
    struct Wish {
        var stops = false
        /// By which clocks a series counts that begins now; the user's own where nothing is said.
        var timezone: String?

        static let none = Wish()
    }

    /// Whether the change of a task concerns its series, so that both are locked.
    static func concerns(_ old: TodoTask, _ new: TodoTask, _ wish: Wish) -> Bool {
        if old.recurrencePattern != new.recurrencePattern { return true }
        guard new.recurringTaskID != nil else { return false }
        return wish.stops || !old.isOpen && new.isOpen
    }

    /// Locks the series of tasks that may change; before the tasks themselves, as everybody does.
    func lock(
        of tasks: [TodoTask.ID], by caller: Caller, in transaction: PostgresTransaction
    ) async throws -> [RecurringTask.ID: RecurringTask] {
        try await store.lock(ofTasks: tasks, of: caller.userID, in: transaction)
    }

    /// Begins the series of a task that is about to be written: it is the first of it.
    @discardableResult func begin(
        _ task: inout TodoTask, in zone: Zone, by caller: Caller, at now: Date, in transaction: PostgresTransaction
    ) async throws -> RecurringTask? {
        guard try await store.count(of: caller.userID, in: transaction) < Limits.seriesPerUser else {
            throw Problem.tooManySeries
        }
        guard
            let (series, event) = RecurringTask.begin(
                with: &task, id: ids.next(at: now), at: now, in: zone, zones: zones)
        else { return nil }
        let (row, entry) = told(event, by: caller, at: now)
        try await writer.create(
            series, in: zones.zone(series.timezone) ?? zone, events: [row], log: [entry], in: transaction)
        try await occurrences.enterFirst(task, of: series, at: now, in: transaction)
        return series
    }

    /// Does to the series what the change of a task asks for; the task is written afterwards, and learns its series here
    /// if it begins one.
    ///
    /// - Parameter locked: the series of the task, as ``lock(of:by:in:)`` read them, and as they are afterwards.
    /// - Returns: the task that its completion made, where the completion is taken back and that task stays.
    func follow(
        _ task: inout TodoTask, replacing old: TodoTask, _ locked: inout [RecurringTask.ID: RecurringTask],
        _ wish: Wish,
        for profile: UserProfile, by caller: Caller, at now: Date, in transaction: PostgresTransaction
    ) async throws -> TodoTask.ID? {
        guard Self.concerns(old, task, wish) else { return nil }
        var series = old.recurringTaskID.flatMap { locked[$0] }
        if wish.stops || task.recurrencePattern == nil {
            try await end(series, by: caller, at: now, in: transaction)
            if let series { locked[series.id] = nil }
            return nil
        }
        guard old.isRecurring else {
            // Nothing but an undo gets here without them.
            guard task.isOpen, task.due != nil else { throw TodoError.changedSince(task.id) }
            let zone = wish.timezone.flatMap(zones.zone) ?? profile.zone(zones)
            let begun = try await begin(&task, in: zone, by: caller, at: now, in: transaction)
            if let begun { locked[begun.id] = begun }
            return nil
        }
        if let pattern = task.recurrencePattern, pattern != old.recurrencePattern {
            guard let current = series else { throw Problem.seriesEnded }
            let changed = try await change(current, to: pattern, with: task, by: caller, at: now, in: transaction)
            (series, locked[changed.id]) = (changed, changed)
        }
        guard !old.isOpen, task.isOpen, var current = series else { return nil }
        let cause = OccurrenceWriter.Cause(.manual, actor: .user(caller.userID), correlationID: caller.requestID)
        let taken = try await occurrences.takeBack(
            task, of: &current, at: now, cause: cause, stores: OccurrenceWriter.Stores(postgres), in: transaction)
        locked[current.id] = current
        if case .kept(let next) = taken { return next }
        return nil
    }

    // MARK: Steps

    /// Ends the series, if it is there; what it made stays.
    func end(
        _ series: RecurringTask?, by caller: Caller, at now: Date, in transaction: PostgresTransaction
    ) async throws {
        guard var series, let event = series.delete(at: now) else { return }
        let (row, entry) = told(event, by: caller, at: now)
        try await writer.update(series, events: [row], log: [entry], in: transaction)
    }

    private func change(
        _ series: RecurringTask, to pattern: RecurrencePattern, with task: TodoTask, by caller: Caller, at now: Date,
        in transaction: PostgresTransaction
    ) async throws -> RecurringTask {
        guard series.generation == .onCompletion else { throw Problem.seriesHasASchedule }
        var series = series
        let zone = zones.zone(series.timezone) ?? .utc
        guard let event = series.change(to: pattern, from: task, at: now, in: zone) else { return series }
        let (row, entry) = told(event, by: caller, at: now)
        try await writer.updateRule(of: series, in: zone, events: [row], log: [entry], in: transaction)
        return series
    }

    private func told(_ event: RecurringTaskEvent, by caller: Caller, at now: Date) -> (OutboxEvent, EventLogEntry) {
        let context = caller.eventContext(now: now, ids: ids)
        return (event.outboxEvent(context), event.logEntry(context, requestID: caller.requestID))
    }
}

extension Problem {
    /// 422: an account is full of series.
    static let tooManySeries = Problem(
        .unprocessableContent, "limit-exceeded", "An account has at most \(Limits.seriesPerUser) series.")

    /// 409: a task names a series that was deleted since.
    static let seriesEnded = Problem(
        .conflict, "series-ended", "The series of this task has ended. Set is_recurring to false, then begin another.")

    /// 409: the pattern of one task is not that of all.
    static let seriesHasASchedule = Problem(
        .conflict, "series-has-a-schedule",
        "The tasks of this series are made by time, and one of them cannot change it.")
}
