import FoundationEssentials
import HTTP
import JSON
import Postgres
import Reactor
import ServiceKit
import TodoCore
import TodoStore

/// What users do to their tags; each is one transaction with the answer that is kept under the request's key.
@LoopActor struct TagCommands {
    let postgres: PostgresClient
    let tags: TagStore
    let ids: IdentifierSource
    let now: @Sendable () -> Date

    /// Makes a tag.
    func create(_ body: JSONValue, by caller: Caller) async throws -> HTTPResponse {
        let (name, color) = try TagPayloads.draft(body)
        let now = now()
        let tag = Tag(
            id: ids.next(at: now), name: try await normalized(name), color: color, createdAt: now.inMicroseconds,
            updatedAt: now.inMicroseconds)
        var response = TagRoutes.answer(tag, .created)
        response.headers.add("Location", "/api/tags/\(tag.id)")
        return try await commit(response, by: caller) { transaction in
            guard try await tags.insert(tag, of: caller.userID, in: transaction) else {
                throw TodoError.tagExists(name: tag.name)
            }
        }
    }

    /// Changes name or colour; the tasks that have the tag show it at once.
    func update(
        _ id: Tag.ID, _ body: JSONValue, by caller: Caller, if conditions: Preconditions
    ) async throws -> HTTPResponse {
        let patch = try TagPayloads.patch(body)
        var name: String?
        if let given = patch.name { name = try await normalized(given) }
        let now = now()
        return try await postgres.withTransaction { transaction in
            var tag = try await lock(id, by: caller, if: conditions, in: transaction)
            if tag.update(name: name, color: patch.color, at: now) {
                guard try await tags.update(tag, of: caller.userID, in: transaction) else {
                    throw TodoError.tagExists(name: tag.name)
                }
            }
            return try await caller.keep(TagRoutes.answer(tag), at: now, in: transaction)
        }
    }

    /// Deletes a tag; what had it goes on without.
    func delete(_ id: Tag.ID, by caller: Caller, if conditions: Preconditions) async throws -> HTTPResponse {
        try await commit(.empty(.noContent), by: caller) { transaction in
            _ = try await lock(id, by: caller, if: conditions, in: transaction)
            try await tags.delete(id, of: caller.userID, in: transaction)
        }
    }

    /// Makes two tags one: everything that has the first gets the other, and the first is gone.
    func merge(
        _ id: Tag.ID, _ body: JSONValue, by caller: Caller, if conditions: Preconditions
    ) async throws -> HTTPResponse {
        let target = try TagPayloads.target(body)
        guard target != id else {
            throw TodoError.invalid(JSONMistake("/into", code: "same-tag", "must be another tag"))
        }
        return try await postgres.withTransaction { transaction in
            let found = try await tags.lock([id, target], of: caller.userID, in: transaction)
            guard let goes = found.first(where: { $0.id == id }) else { throw TodoError.tagNotFound(id) }
            try check(conditions, goes)
            guard let stays = found.first(where: { $0.id == target }) else {
                throw TodoError.invalid(JSONMistake("/into", code: "unknown-tag", "must be one of your tags"))
            }
            try await tags.merge(id, into: target, of: caller.userID, in: transaction)
            return try await caller.keep(TagRoutes.answer(stays), at: now(), in: transaction)
        }
    }

    // MARK: Steps

    /// In NFC, where the limit counts once more: few letters are written with more characters then.
    private func normalized(_ name: String) async throws -> String {
        let normalized = try await tags.normalized(name)
        do {
            return try TagName.check(normalized)
        } catch {
            throw TodoError.invalid(JSONMistake("/name", code: error.code, error.detail))
        }
    }

    private func lock(
        _ id: Tag.ID, by caller: Caller, if conditions: Preconditions, in transaction: PostgresTransaction
    ) async throws -> Tag {
        guard let tag = try await tags.lock([id], of: caller.userID, in: transaction).first else {
            throw TodoError.tagNotFound(id)
        }
        try check(conditions, tag)
        return tag
    }

    private func check(_ conditions: Preconditions, _ tag: Tag) throws {
        guard !conditions.hold(for: { EntityTag(version: tag.version, of: tag.id) }) else { return }
        throw Problem.mismatch(version: tag.version, current: TagRoutes.answer(tag))
    }

    private func commit(
        _ response: HTTPResponse, by caller: Caller, _ change: @LoopActor (PostgresTransaction) async throws -> Void
    ) async throws -> HTTPResponse {
        try await postgres.withTransaction { transaction in
            try await change(transaction)
            return try await caller.keep(response, at: now(), in: transaction)
        }
    }
}
