import FoundationEssentials
import HTTP
import JSON
import Postgres
import Reactor
import ServiceKit
import TodoCore
import TodoStore

/// What users do to their tasks: read, apply a rule, save row and event in one guarded statement.
@LoopActor struct TaskCommands {
    /// What an answer is made of once the change is certain; kept under the request's key together with the change.
    typealias Render = @LoopActor (TodoTask, UserProfile) -> HTTPResponse

    let postgres: PostgresClient
    let tasks: TaskStore
    let tags: TagStore
    let writer: TaskWriter
    let profiles: Profiles
    let zones: ZoneDatabase
    let ids: IdentifierSource
    let now: @Sendable () -> Date

    /// Makes a task of a body.
    func create(_ body: JSONValue, by caller: Caller, _ render: Render) async throws -> HTTPResponse {
        let profile = try await profiles.profile(of: caller.userID)
        let rules = profile.rules(zones, ids: ids)
        var draft = try TaskPayloads.draft(body, rules: rules, defaultReminders: profile.defaultReminders)
        let now = now()
        draft.tags = try await tags.ensure(draft.tags, of: caller.userID, now: now)
        let (task, event) = TodoTask.create(
            draft, id: ids.next(at: now), userID: caller.userID, at: now, rules: rules)
        let context = caller.eventContext(now: now, ids: ids)
        let response = render(task, profile)
        let outcome = try await writer.create(
            task, events: [event.outboxEvent(context)], log: [event.logEntry(context, requestID: caller.requestID)],
            key: caller.record(of: response, at: now))
        switch outcome {
        case .saved: return response
        case .moved: throw TodoError.concurrentChange
        case .keyUsed: throw TodoError.idempotencyKeyInProgress
        }
    }

    /// Changes the fields that a body names.
    func update(
        _ id: TodoTask.ID, _ body: JSONValue, by caller: Caller, _ render: Render
    ) async throws -> HTTPResponse {
        let rules = try await profiles.profile(of: caller.userID).rules(zones, ids: ids)
        var patch = try TaskPayloads.patch(body, rules: rules)
        if case .set(let names) = patch.tags {
            patch.tags = .set(try await tags.ensure(names, of: caller.userID, now: now()))
        }
        let change = patch
        return try await self.change(id, by: caller, render) { task, now, rules throws(TodoError) in
            try task.update(change, at: now, rules: rules)
        }
    }

    /// Applies a rule to the task as it is and saves the result over that version; when it moved meanwhile, reads and
    /// applies again, the third time under a lock on the row.
    func change(
        _ id: TodoTask.ID, by caller: Caller, _ render: Render,
        _ rule: (inout TodoTask, Date, TaskRules) throws(TodoError) -> TaskEvent?
    ) async throws -> HTTPResponse {
        let profile = try await profiles.profile(of: caller.userID)
        for _ in 0..<2 {
            guard let old = try await tasks.find(id, of: caller.userID)?.task else { throw TodoError.taskNotFound(id) }
            let now = now()
            var task = old
            guard let event = try rule(&task, now, profile.rules(zones, ids: ids)) else { return render(old, profile) }
            let context = caller.eventContext(now: now, ids: ids)
            let response = render(task, profile)
            let outcome = try await writer.update(
                task, replacing: old, events: [event.outboxEvent(context)],
                log: [event.logEntry(context, requestID: caller.requestID)],
                key: caller.record(of: response, at: now))
            switch outcome {
            case .saved: return response
            case .moved: continue
            case .keyUsed: throw TodoError.idempotencyKeyInProgress
            }
        }
        return try await changeLocked(id, profile, caller, render, rule)
    }

    private func changeLocked(
        _ id: TodoTask.ID, _ profile: UserProfile, _ caller: Caller, _ render: Render,
        _ rule: (inout TodoTask, Date, TaskRules) throws(TodoError) -> TaskEvent?
    ) async throws -> HTTPResponse {
        try await postgres.withTransaction { transaction in
            guard let old = try await tasks.find(id, of: caller.userID, lockedIn: transaction)?.task else {
                throw TodoError.taskNotFound(id)
            }
            let now = now()
            var task = old
            guard let event = try rule(&task, now, profile.rules(zones, ids: ids)) else { return render(old, profile) }
            let context = caller.eventContext(now: now, ids: ids)
            let outcome = try await writer.update(
                task, replacing: old, events: [event.outboxEvent(context)],
                log: [event.logEntry(context, requestID: caller.requestID)], in: transaction)
            guard outcome == .saved else { throw TodoError.concurrentChange }
            return render(task, profile)
        }
    }
}
