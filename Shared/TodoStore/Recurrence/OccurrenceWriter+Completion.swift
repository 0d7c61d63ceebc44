public import FoundationEssentials
public import Postgres
internal import Reactor
public import TodoCore

// Series that go on when their task is done with: the end of a task makes the next one, and taking the end back takes
// that away again. Both lock the series first, so they come one after the other, on any number of replicas.
extension OccurrenceWriter {
    /// Enters the first occurrence of a series whose task the caller is about to write in the same transaction.
    public func enterFirst(
        _ task: TodoTask, of series: RecurringTask, at now: Date, in transaction: PostgresTransaction
    ) async throws(PostgresError) {
        guard let occurrenceAt = task.occurrenceAt else { return }
        _ = try await OccurrenceLedger.enter(
            [(at: occurrenceAt, taskID: task.id)], of: series.id, trigger: .manual, ids: [freshID(now)],
            in: transaction)
    }

    /// Notes in the ledger that the task of an occurrence is done with, and makes the next one where the series goes on
    /// by that.
    ///
    /// The same end a second time changes nothing; nor does one that was taken back before anybody came to it.
    ///
    /// - Parameter told: the task as the event of its end has it; the row has the last word.
    /// - Returns: the next task, if one was made.
    @discardableResult
    public func close(
        _ told: TodoTask, at now: Date, cause: Cause, stores: Stores, in transaction: PostgresTransaction
    ) async throws(PostgresError) -> TodoTask? {
        guard let id = told.recurringTaskID, let occurrenceAt = told.occurrenceAt else { return nil }
        let locked = try await stores.series.lock(id, of: told.userID, in: transaction)
        let row = try await stores.tasks.find(
            told.id, of: told.userID, includingDeleted: true, lockedIn: transaction)
        let task = row?.task ?? told
        guard row == nil || !task.isOpen, task.recurringTaskID == id, task.occurrenceAt == occurrenceAt else {
            return nil
        }
        // With time as the maker a task that is given up leaves its occurrence as it was.
        guard task.isCompleted || locked?.generation == .onCompletion else { return nil }
        guard
            try await OccurrenceLedger.close(
                occurrenceAt, of: id, task: task.id, as: task.isCompleted ? .completed : .skipped, in: transaction)
        else { return nil }
        guard var series = locked, series.generation == .onCompletion, series.status == .active,
            let profile = try await stores.users.profiles([series.userID], in: transaction)[series.userID]
        else { return nil }
        let plan = series.plan(afterClosing: task, in: zones.zone(series.timezone) ?? .utc)
        return try await carryOut(plan, for: &series, of: profile, at: now, cause: cause, in: transaction).first
    }

    /// What became of the next task when the end of a task was taken back.
    public enum TakenBack: Sendable, Equatable {
        /// There was none yet, or it is gone again.
        case done
        /// Something happened to it since, so it stays; the series goes on from there.
        case kept(TodoTask.ID)
    }

    /// Takes back what the end of a task made, because the task is open again.
    ///
    /// - Parameter series: as the caller has locked it.
    public func takeBack(
        _ task: TodoTask, of series: inout RecurringTask, at now: Date, cause: Cause, stores: Stores,
        in transaction: PostgresTransaction
    ) async throws(PostgresError) -> TakenBack {
        guard series.generation == .onCompletion, let occurrenceAt = task.occurrenceAt else { return .done }
        let (isClosed, later) = try await OccurrenceLedger.tail(from: occurrenceAt, of: series.id, in: transaction)
        guard isClosed else { return .done }
        if let next = later.first {
            guard let id = next.task else { return .done }
            guard later.count == 1, next.status == .generated,
                let made = try await stores.tasks.find(id, of: task.userID, lockedIn: transaction)?.task,
                made.isPristine, try await !stores.tasks.hasParts(id, in: transaction)
            else { return .kept(id) }
            let (event, context) = (made.purge(at: now), context(now, cause))
            try await tasks.purge(
                [made], events: [event.outboxEvent(context)], log: [event.logEntry(context, requestID: nil)],
                in: transaction)
        }
        try await OccurrenceLedger.reopen(occurrenceAt, of: series.id, in: transaction)
        let told = series.goBack(to: occurrenceAt, at: now, in: zones.zone(series.timezone) ?? .utc)
        try await save(series, telling: told.map { [$0] } ?? [], at: now, cause: cause, in: transaction)
        return .done
    }

    /// What is read on the way.
    public struct Stores: Sendable {
        let tasks: TaskStore
        let series: RecurringTaskStore
        let users: UserStore

        public nonisolated init(_ postgres: PostgresClient) {
            tasks = TaskStore(postgres)
            series = RecurringTaskStore(postgres)
            users = UserStore(postgres)
        }
    }
}
