import FoundationEssentials
import HTTP
import JSON
import Postgres
import Reactor
import ServiceKit
import TodoCore
import TodoStore

extension TaskCommands {
    /// Applies a rule to the task as it is and saves the result over that version; when it moved meanwhile, reads and
    /// applies again, the third time under a lock on the row.
    func change(
        _ id: TodoTask.ID, by caller: Caller, if conditions: Preconditions = .none, inTrash: Bool = false,
        asking wish: TaskSeries.Wish = .none, _ render: Render, _ rule: Rule
    ) async throws -> HTTPResponse {
        let profile = try await profiles.profile(of: caller.userID)
        for _ in 0..<2 {
            guard let old = try await tasks.find(id, of: caller.userID, includingDeleted: inTrash)?.task else {
                throw TodoError.taskNotFound(id)
            }
            try check(conditions, old, profile)
            let now = now()
            var task = old
            guard let event = try rule(&task, now, profile.rules(zones, ids: ids)) else {
                return try await caller.keep(render(old, profile, nil), at: now, in: postgres)
            }
            if TaskSeries.concerns(old, task, wish) { break }
            let response = render(task, profile, nil)
            let (row, entry) = told(event, replacing: old, by: caller, at: now)
            let outcome = try await writer.update(
                task, replacing: old, events: [row], log: [entry], key: caller.record(of: response, at: now))
            switch outcome {
            case .saved: return response
            case .moved: continue
            case .keyUsed: throw TodoError.idempotencyKeyInProgress
            }
        }
        return try await changeLocked(
            id, profile, by: caller, if: conditions, inTrash: inTrash, asking: wish, render, rule)
    }

    /// The same with the row locked from the first look on, that of its series, and that of the parent it is given.
    func changeLocked(
        _ id: TodoTask.ID, _ profile: UserProfile, by caller: Caller, if conditions: Preconditions,
        inTrash: Bool = false, asking wish: TaskSeries.Wish = .none, _ render: Render, _ rule: Rule
    ) async throws -> HTTPResponse {
        try await postgres.withTransaction { transaction in
            var locked = try await series.lock(of: [id], by: caller, in: transaction)
            guard
                let old = try await tasks.find(
                    id, of: caller.userID, includingDeleted: inTrash, lockedIn: transaction)?.task
            else { throw TodoError.taskNotFound(id) }
            try check(conditions, old, profile)
            let now = now()
            var task = old
            guard let event = try rule(&task, now, profile.rules(zones, ids: ids)) else {
                return try await caller.keep(render(old, profile, nil), at: now, in: transaction)
            }
            if task.parentID != old.parentID { try await checkFamily(of: task, in: transaction) }
            let kept = try await series.follow(
                &task, replacing: old, &locked, wish, for: profile, by: caller, at: now, in: transaction)
            let response = render(task, profile, kept)
            let (row, entry) = told(TaskEvent(event.fact, task), replacing: old, by: caller, at: now)
            let outcome = try await writer.update(
                task, replacing: old, events: [row], log: [entry], key: caller.record(of: response, at: now),
                in: transaction)
            switch outcome {
            case .saved: return response
            case .moved: throw TodoError.concurrentChange
            case .keyUsed: throw TodoError.idempotencyKeyInProgress
            }
        }
    }

    // MARK: Steps

    /// The rows of outbox and log that tell of a change.
    func told(
        _ event: TaskEvent, replacing old: TodoTask?, by caller: Caller, at now: Date,
        source: TodoTask.Source = .api, operation: EventID? = nil
    ) -> (OutboxEvent, EventLogEntry) {
        let context = caller.eventContext(now: now, ids: ids)
        return (
            event.outboxEvent(context),
            event.logEntry(
                context, requestID: caller.requestID, replacing: old, source: source, operation: operation)
        )
    }

    /// Refuses a parent that the task must not have; both rows stay locked.
    func checkFamily(of task: TodoTask, in transaction: PostgresTransaction) async throws {
        guard let parent = task.parentID else { return }
        try await tasks.family(of: task.id, under: parent, user: task.userID, in: transaction).check(task.id)
    }

    /// - Throws: 412 with what is there.
    func check(_ conditions: Preconditions, _ task: TodoTask, _ profile: UserProfile) throws {
        guard !conditions.hold(for: { EntityTag(version: task.version, of: task.id) }) else { return }
        throw Problem.mismatch(version: task.version, current: answer(task, profile))
    }

    /// The task as answers show it.
    ///
    /// - Parameter kept: what stays although the completion is taken back that made it.
    func answer(
        _ task: TodoTask, _ profile: UserProfile, _ status: HTTPStatus = .ok, kept: TodoTask.ID? = nil
    ) -> HTTPResponse {
        var json = JSONWriter(capacity: 1_024)
        write(task, profile, kept: kept, to: &json)
        return .json(
            status, json.finish(), headers: ["ETag": EntityTag(version: task.version, of: task.id).description])
    }

    /// The same with `Location`: a task that was just made.
    func answerMade(_ task: TodoTask, _ profile: UserProfile, _ status: HTTPStatus = .created) -> HTTPResponse {
        var response = answer(task, profile, status)
        response.headers.add("Location", "/api/tasks/\(task.id)")
        return response
    }

    func write(_ task: TodoTask, _ profile: UserProfile, kept: TodoTask.ID? = nil, to json: inout JSONWriter) {
        task.write(to: &json, at: profile.moment(now(), zones), nextTaskKept: kept)
    }
}
