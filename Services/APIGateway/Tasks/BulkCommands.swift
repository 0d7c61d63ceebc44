import FoundationEssentials
import HTTP
import JSON
import Postgres
import Reactor
import ServiceKit
import TodoCore
import TodoStore

/// Does many things to a user's tasks in one transaction, with one event for each; in the log they are one operation.
///
/// A refused operation never reaches the database, so those that are not atomic need no transactions of their own.
@LoopActor struct BulkCommands {
    let commands: TaskCommands

    /// Carries the operations out in their order: all or none of them, or each for itself as the body says.
    ///
    /// - Parameter headers: the request's, which say in what language to tell of problems.
    /// - Throws: for atomic ones the problem of the first that is refused, with its index.
    func run(_ body: JSONValue, by caller: Caller, reading headers: HTTPHeaders) async throws -> HTTPResponse {
        let bulk = try BulkPayloads(body)
        let profile = try await commands.profiles.profile(of: caller.userID)
        let run = BulkRun(
            commands, profile, caller, id: commands.ids.next(at: commands.now()),
            tagNames: try await commands.tagNames(in: bulk.operations.compactMap(\.data), of: caller.userID))
        let steps = bulk.operations.map(run.step)
        if bulk.isAtomic {
            for (index, step) in steps.enumerated() {
                if case .refused(let problem) = step.work { throw problem.of(operation: index) }
            }
        }
        let tags = try await spellings(of: steps, caller)
        return try await commands.postgres.withTransaction { transaction in
            var ground = try await locked(steps, caller, transaction)
            var results: [BulkResult] = []
            for (index, step) in steps.enumerated() {
                let result = try await run.carryOut(step, on: &ground, spelling: tags, in: transaction)
                if bulk.isAtomic, case .refused(let problem) = result { throw problem.of(operation: index) }
                results.append(result)
            }
            return try await caller.keep(answer(results, profile, headers), at: commands.now(), in: transaction)
        }
    }

    /// All tasks that the operations name, in the trash or not, and their series; the rows stay locked.
    private func locked(
        _ steps: [BulkStep], _ caller: Caller, _ transaction: PostgresTransaction
    ) async throws -> BulkGround {
        let ids = Set(steps.compactMap(\.id))
        guard !ids.isEmpty else { return BulkGround() }
        let series = try await commands.series.lock(of: Array(ids), by: caller, in: transaction)
        let rows = try await commands.tasks.find(
            Array(ids), of: caller.userID, includingDeleted: true, lockedIn: transaction)
        return BulkGround(tasks: Dictionary(uniqueKeysWithValues: rows.map { ($0.id, $0.task) }), locked: series)
    }

    /// The user's own spelling of each tag that is named, by its name in lower case; those that are new exist then.
    private func spellings(of steps: [BulkStep], _ caller: Caller) async throws -> [String: String] {
        let names = Set(steps.flatMap(\.tags))
        let found = try await commands.tags.ensure(names.sorted(), of: caller.userID, now: commands.now())
        return Dictionary(found.map { ($0.lowercased(), $0) }) { first, _ in first }
    }

    private func answer(_ results: [BulkResult], _ profile: UserProfile, _ headers: HTTPHeaders) -> HTTPResponse {
        var json = JSONWriter(capacity: 64 + results.count * 700)
        json.object { json in
            json.array("results") { json in
                for (index, result) in results.enumerated() {
                    json.object { json in
                        json.member("index", index)
                        json.member("status", result.status.code)
                        switch result {
                        case .done(let task, _, let kept):
                            json.key("task")
                            commands.write(task, profile, kept: kept, to: &json)
                        case .refused(let problem):
                            json.key("problem")
                            let answer = problem.localized(for: headers).response()
                            if case .json(let body) = answer.body { json.raw(body) } else { json.null() }
                        }
                    }
                }
            }
        }
        return .json(.ok, json.finish())
    }
}
