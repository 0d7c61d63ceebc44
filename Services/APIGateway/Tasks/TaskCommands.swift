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
    /// What an answer is made of once the change is certain; kept under the request's key together with the change. The
    /// id is that of a task which the completion made that is taken back, where it stays.
    typealias Render = @LoopActor (TodoTask, UserProfile, TodoTask.ID?) -> HTTPResponse
    /// Changes a task and says what happened; nil when nothing did.
    typealias Rule = (inout TodoTask, Date, TaskRules) throws(TodoError) -> TaskEvent?

    let postgres: PostgresClient
    let tasks: TaskStore
    let tags: TagStore
    let writer: TaskWriter
    let series: TaskSeries
    let profiles: Profiles
    let zones: ZoneDatabase
    let ids: IdentifierSource
    let now: @Sendable () -> Date

    /// Makes a task of a body.
    func create(_ body: JSONValue, by caller: Caller, _ render: Render) async throws -> HTTPResponse {
        let profile = try await profiles.profile(of: caller.userID)
        return try await make(try await draft(body, profile), for: profile, by: caller, render)
    }

    /// Makes a task as the draft says.
    func make(
        _ draft: TaskDraft, for profile: UserProfile, by caller: Caller, _ render: Render
    ) async throws -> HTTPResponse {
        guard let made = try await make(draft, as: ids.next(at: now()), for: profile, by: caller, render) else {
            throw TodoError.concurrentChange
        }
        return made
    }

    /// What a body asks for.
    func draft(_ body: JSONValue, _ profile: UserProfile) async throws -> TaskDraft {
        try TaskPayloads.draft(
            body, rules: profile.rules(zones, ids: ids), defaultReminders: profile.defaultReminders,
            tagNames: try await tagNames(in: [body], of: profile.user.id))
    }

    /// Makes a task with that id; nil when the id is taken, by whomever.
    func make(
        _ draft: TaskDraft, as id: TodoTask.ID, for profile: UserProfile, by caller: Caller, _ render: Render
    ) async throws -> HTTPResponse? {
        var draft = draft
        let now = now()
        draft.tags = try await tags.ensure(draft.tags, of: caller.userID, now: now)
        let (task, event) = TodoTask.create(
            draft, id: id, userID: caller.userID, at: now, rules: profile.rules(zones, ids: ids))
        if draft.recurrence != nil { return try await begin(task, draft, for: profile, by: caller, at: now, render) }
        let context = caller.eventContext(now: now, ids: ids)
        let response = render(task, profile, nil)
        let (row, entry) = (event.outboxEvent(context), event.logEntry(context, requestID: caller.requestID))
        let key = caller.record(of: response, at: now)
        let outcome =
            task.parentID == nil
            ? try await writer.create(task, events: [row], log: [entry], key: key)
            : try await postgres.withTransaction { transaction in
                try await checkFamily(of: task, in: transaction)
                return try await writer.create(task, events: [row], log: [entry], key: key, in: transaction)
            }
        switch outcome {
        case .saved: return response
        case .moved: return nil
        case .keyUsed: throw TodoError.idempotencyKeyInProgress
        }
    }

    /// Changes the fields that a body names.
    func update(
        _ id: TodoTask.ID, _ body: JSONValue, by caller: Caller, if conditions: Preconditions = .none,
        _ render: Render
    ) async throws -> HTTPResponse {
        let rules = try await profiles.profile(of: caller.userID).rules(zones, ids: ids)
        var patch = try TaskPayloads.patch(
            body, rules: rules, tagNames: try await tagNames(in: [body], of: caller.userID))
        if case .set(let names) = patch.tags {
            patch.tags = .set(try await tags.ensure(names, of: caller.userID, now: now()))
        }
        let change = patch
        let wish = TaskSeries.Wish(timezone: patch.recurrenceTimezone)
        let rule: Rule = { task, now, rules throws(TodoError) in try task.update(change, at: now, rules: rules) }
        if case .set(.some) = patch.parentID {
            let profile = try await profiles.profile(of: caller.userID)
            return try await changeLocked(id, profile, by: caller, if: conditions, asking: wish, render, rule)
        }
        return try await self.change(id, by: caller, if: conditions, asking: wish, render, rule)
    }

    /// Changes the task with that id, or makes it where there is none: clients that were offline name their own.
    ///
    /// An id that is no UUIDv7 makes nothing, and one that is somebody else's is not found.
    func put(
        _ id: TodoTask.ID, _ body: JSONValue, by caller: Caller, if conditions: Preconditions,
        _ render: Render, made: Render
    ) async throws -> HTTPResponse {
        if !conditions.wantsAbsence {
            do {
                return try await update(id, body, by: caller, if: conditions, render)
            } catch let missing as TodoError where missing == .taskNotFound(id) && id.isVersion7 {
                // Not there: what follows makes it.
            }
        }
        let profile = try await profiles.profile(of: caller.userID)
        if conditions.wantsPresence { throw Problem.mismatch(version: nil, current: nil) }
        guard id.isVersion7 else { throw Self.needsVersion7 }
        if let response = try await make(try await draft(body, profile), as: id, for: profile, by: caller, made) {
            return response
        }
        guard let present = try await tasks.find(id, of: caller.userID)?.task else { throw TodoError.taskNotFound(id) }
        throw Problem.mismatch(version: present.version, current: answer(present, profile))
    }

    private static let needsVersion7 = TodoError.invalidParameter(
        name: "id", detail: "must be a UUIDv7 for a task that is to be made")
}
