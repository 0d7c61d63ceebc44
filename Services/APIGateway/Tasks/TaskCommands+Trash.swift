import FoundationEssentials
import HTTP
import JSON
import Postgres
import Reactor
import ServiceKit
import TodoCore
import TodoStore

/// The trash, and what leaves it for good.
extension TaskCommands {
    /// How many tasks go in one transaction: their rows are locked until it ends.
    static let purgedTogether = 100

    /// A page of what the user deleted, the latest first.
    func trash(_ request: HTTPRequest, of user: UserID, _ cursors: Cursors) async throws -> HTTPResponse {
        var parameters = QueryParameters(request)
        let wanted = try PageRequest(&parameters, request, of: "trash", user, cursors)
        let position = wanted.place.map { TaskQuery.Position(key: $0.key, id: TodoTask.ID(rawValue: $0.id)) }
        let page = try await tasks.trash(
            of: user, after: position, wanted.direction, offset: wanted.offset, limit: wanted.limit)
        let total = wanted.wantsTotal ? try await tasks.trashCount(of: user) : nil
        let moment = try await profiles.moment(of: user, now(), zones)
        return wanted.answer(
            page, total: total, place: { Cursors.Place(key: $0.key, id: $0.id.rawValue) }
        ) { row, json in
            row.write(to: &json, at: moment)
        }
    }

    /// Deletes a task for good, from the trash or from where it is.
    func purge(_ id: TodoTask.ID, by caller: Caller, if conditions: Preconditions) async throws -> HTTPResponse {
        let profile = try await profiles.profile(of: caller.userID)
        for _ in 0..<3 {
            guard let task = try await tasks.find(id, of: caller.userID, includingDeleted: true)?.task else {
                throw TodoError.taskNotFound(id)
            }
            try check(conditions, task, profile)
            let now = now()
            let (row, entry) = told(task.purge(at: now), replacing: task, by: caller, at: now)
            let response = HTTPResponse.empty(.noContent)
            let outcome = try await writer.purge(
                task, events: [row], log: [entry], key: caller.record(of: response, at: now))
            switch outcome {
            case .saved: return response
            case .moved: continue
            case .keyUsed: throw TodoError.idempotencyKeyInProgress
            }
        }
        throw TodoError.concurrentChange
    }

    /// Deletes for good what lies in the trash now; others have their turn between the transactions it takes.
    func emptyTrash(by caller: Caller) async throws -> HTTPResponse {
        let until = now()
        var purged = 0
        while true {
            let before = purged
            let count = try await postgres.withTransaction { transaction in
                let rows = try await tasks.trash(
                    of: caller.userID, deletedBy: until, limit: Self.purgedTogether, lockedIn: transaction)
                let count = try await purge(rows, by: caller, in: transaction)
                guard count < Self.purgedTogether else { return count }
                // The last of them keeps the answer.
                _ = try await caller.keep(Self.emptied(before + count), at: until, in: transaction)
                return count
            }
            purged += count
            guard count == Self.purgedTogether else { return Self.emptied(purged) }
        }
    }

    private static func emptied(_ purged: Int) -> HTTPResponse {
        var json = JSONWriter(capacity: 32)
        json.object { json in json.member("purged", purged) }
        return .json(.accepted, json.finish())
    }

    private func purge(
        _ rows: [TaskRow], by caller: Caller, in transaction: PostgresTransaction
    ) async throws -> Int {
        let (purged, now) = (rows.map(\.task), now())
        let events = purged.map { self.told($0.purge(at: now), replacing: $0, by: caller, at: now) }
        try await writer.purge(purged, events: events.map(\.0), log: events.map(\.1), in: transaction)
        return purged.count
    }
}
