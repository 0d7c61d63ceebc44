import FoundationEssentials
import HTTP
import JSON
import Postgres
import Reactor
import ServiceKit
import TodoCore
import TodoStore

/// What concerns a task together with its parts.
extension TaskCommands {
    /// Makes a part of a task.
    func createPart(
        of parent: TodoTask.ID, _ body: JSONValue, by caller: Caller, _ render: Render
    ) async throws -> HTTPResponse {
        let profile = try await profiles.profile(of: caller.userID)
        guard try await tasks.find(parent, of: caller.userID) != nil else { throw TodoError.taskNotFound(parent) }
        var draft = try await draft(body, profile)
        guard draft.parentID == nil || draft.parentID == parent else {
            throw TodoError.invalid(
                FieldMistake("/parent_id", code: "conflict", "contradicts the path"))
        }
        draft.parentID = parent
        // Once more: only now the draft says that it is a part.
        let mistakes = TodoTask.recurrenceMistakes(of: draft)
        guard mistakes.isEmpty else { throw JSONMistakes(mistakes) }
        return try await make(draft, for: profile, by: caller, render)
    }

    /// Makes a task like another, to be done anew.
    func duplicate(_ id: TodoTask.ID, by caller: Caller, _ render: Render) async throws -> HTTPResponse {
        let profile = try await profiles.profile(of: caller.userID)
        guard let task = try await tasks.find(id, of: caller.userID)?.task else { throw TodoError.taskNotFound(id) }
        return try await make(task.copy, for: profile, by: caller, render)
    }

    /// The parts of a task in their order; there are too few of them for pages.
    func parts(of parent: TodoTask.ID, user: UserID) async throws -> HTTPResponse {
        guard try await tasks.find(parent, of: user) != nil else { throw TodoError.taskNotFound(parent) }
        let rows = try await tasks.parts(of: parent, user: user)
        let moment = try await profiles.moment(of: user, now(), zones)
        return Page.answer(rows, next: nil) { row, json in
            row.write(to: &json, at: moment)
        }
    }

    /// Applies a rule to a task and to those of its parts that are open, all of them or none; answers the task.
    func changeWithParts(
        _ id: TodoTask.ID, by caller: Caller, if conditions: Preconditions, _ rule: Rule
    ) async throws -> HTTPResponse {
        let profile = try await profiles.profile(of: caller.userID)
        let operation = ids.next(at: now(), of: OutboxEvent.self)
        return try await postgres.withTransaction { transaction in
            let family = try await tasks.findWithParts(id, of: caller.userID, lockedIn: transaction).map(\.task)
            guard let old = family.first(where: { $0.id == id }) else { throw TodoError.taskNotFound(id) }
            try check(conditions, old, profile)
            let now = now()
            var response = answer(old, profile)
            for member in family where member.id == id || member.isOpen {
                var task = member
                guard let event = try rule(&task, now, profile.rules(zones, ids: ids)) else { continue }
                try await save(event, replacing: member, by: caller, at: now, operation: operation, in: transaction)
                if task.id == id { response = answer(task, profile) }
            }
            return try await caller.keep(response, at: now, in: transaction)
        }
    }

    /// Saves a change of a task whose row is locked.
    func save(
        _ event: TaskEvent, replacing old: TodoTask, by caller: Caller, at now: Date, source: TodoTask.Source = .api,
        operation: EventID, in transaction: PostgresTransaction
    ) async throws {
        let (row, entry) = told(event, replacing: old, by: caller, at: now, source: source, operation: operation)
        let outcome = try await writer.update(
            event.task, replacing: old, events: [row], log: [entry], in: transaction)
        guard outcome == .saved else { throw TodoError.concurrentChange }
    }
}
