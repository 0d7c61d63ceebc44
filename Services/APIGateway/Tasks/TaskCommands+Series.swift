import FoundationEssentials
import HTTP
import Postgres
import Reactor
import TodoCore
import TodoStore

extension TaskCommands {
    /// Writes a new task that comes again, together with its series; nil when its id is taken, by whomever.
    func begin(
        _ task: TodoTask, _ draft: TaskDraft, for profile: UserProfile, by caller: Caller, at now: Date,
        _ render: Render
    ) async throws -> HTTPResponse? {
        do {
            return try await postgres.withTransaction { transaction in
                let task = try await begun(task, draft, for: profile, by: caller, at: now, in: transaction)
                let response = render(task, profile, nil)
                let (row, entry) = told(TaskEvent(.created, task), replacing: nil, by: caller, at: now)
                let outcome = try await writer.create(
                    task, events: [row], log: [entry], key: caller.record(of: response, at: now), in: transaction)
                switch outcome {
                case .saved: return response
                case .moved: throw IDTaken()
                case .keyUsed: throw TodoError.idempotencyKeyInProgress
                }
            }
        } catch is IDTaken {
            return nil
        }
    }

    /// The task with the series it begins, if the draft asks for one.
    func begun(
        _ task: TodoTask, _ draft: TaskDraft, for profile: UserProfile, by caller: Caller, at now: Date,
        in transaction: PostgresTransaction
    ) async throws -> TodoTask {
        guard let recurrence = draft.recurrence else { return task }
        var task = task
        let zone = zones.zone(recurrence.timezone) ?? profile.zone(zones)
        try await series.begin(&task, in: zone, by: caller, at: now, in: transaction)
        return task
    }

    /// Deletes a task for good and ends its series with it.
    func purgeAndStop(
        _ id: TodoTask.ID, by caller: Caller, if conditions: Preconditions
    ) async throws -> HTTPResponse {
        let profile = try await profiles.profile(of: caller.userID)
        return try await postgres.withTransaction { transaction in
            let locked = try await series.lock(of: [id], by: caller, in: transaction)
            guard
                let task = try await tasks.find(
                    id, of: caller.userID, includingDeleted: true, lockedIn: transaction)?.task
            else { throw TodoError.taskNotFound(id) }
            try check(conditions, task, profile)
            let now = now()
            try await series.end(task.recurringTaskID.flatMap { locked[$0] }, by: caller, at: now, in: transaction)
            let (row, entry) = told(task.purge(at: now), replacing: task, by: caller, at: now)
            try await writer.purge([task], events: [row], log: [entry], in: transaction)
            return try await caller.keep(.empty(.noContent), at: now, in: transaction)
        }
    }

    /// Undoes the transaction in which it is thrown.
    private struct IDTaken: Error {}
}
