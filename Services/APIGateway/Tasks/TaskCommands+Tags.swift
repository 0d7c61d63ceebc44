import FoundationEssentials
import HTTP
import JSON
import Reactor
import TodoCore
import TodoStore

extension TaskCommands {
    /// Gives the task a tag, made if it is named and not there; one that it has already changes nothing.
    func attach(
        _ choice: TagPayloads.Choice, to id: TodoTask.ID, by caller: Caller, if conditions: Preconditions,
        _ render: Render
    ) async throws -> HTTPResponse {
        // Before a tag is made for a task that is not there.
        guard try await tasks.find(id, of: caller.userID) != nil else { throw TodoError.taskNotFound(id) }
        let name = try await name(of: choice, by: caller)
        return try await change(id, by: caller, if: conditions, render) { task, now, rules throws(TodoError) in
            guard !task.tags.contains(name) else { return nil }
            guard task.tags.count < TagName.maxPerTask else {
                throw .invalid(
                    JSONMistake("", code: "limit-exceeded", "a task has at most \(TagName.maxPerTask) tags"))
            }
            var patch = TaskPatch()
            // In the order in which they are read.
            patch.tags = .set((task.tags + [name]).sorted { $0.lowercased() < $1.lowercased() })
            return try task.update(patch, at: now, rules: rules)
        }
    }

    /// Takes a tag from the task; one that it has not changes nothing.
    func detach(
        _ tag: Tag.ID, from id: TodoTask.ID, by caller: Caller, if conditions: Preconditions, _ render: Render
    ) async throws -> HTTPResponse {
        guard let name = try await tags.find(tag, of: caller.userID)?.name else { throw TodoError.tagNotFound(tag) }
        return try await change(id, by: caller, if: conditions, render) { task, now, rules throws(TodoError) in
            guard task.tags.contains(name) else { return nil }
            var patch = TaskPatch()
            patch.tags = .set(task.tags.filter { $0 != name })
            return try task.update(patch, at: now, rules: rules)
        }
    }

    /// The names of the user's tags that bodies list as `tag_ids`; empty for those that do not.
    func tagNames(in bodies: [JSONValue], of user: UserID) async throws -> [Tag.ID: String] {
        var ids: Set<Tag.ID> = []
        for body in bodies {
            guard let list = body["tag_ids"]?.array else { continue }
            ids.formUnion(list.prefix(TagName.maxPerTask).compactMap { $0.string.flatMap { Tag.ID($0) } })
        }
        guard !ids.isEmpty else { return [:] }
        return Dictionary(uniqueKeysWithValues: try await tags.find(Array(ids), of: user).map { ($0.id, $0.name) })
    }

    private func name(of choice: TagPayloads.Choice, by caller: Caller) async throws -> String {
        switch choice {
        case .id(let id):
            guard let tag = try await tags.find(id, of: caller.userID) else {
                throw TodoError.invalid(JSONMistake("/tag_id", code: "unknown-tag", "must be one of your tags"))
            }
            return tag.name
        case .name(let name):
            guard let name = try await tags.ensure([name], of: caller.userID, now: now()).first else {
                throw TodoError.invalid(JSONMistake("/name", code: "too-long", "is too long in NFC"))
            }
            return name
        }
    }
}
