import FoundationEssentials
import HTTP
import JSON
import Postgres
import Reactor
import ServiceKit
import TodoCore
import TodoStore

/// Takes back what a user did last.
@LoopActor struct UndoCommands {
    let commands: TaskCommands

    /// Undoes the last operation of the last fifteen minutes, all of it or nothing; answers the tasks as they are then.
    ///
    /// - Throws: 409 `nothing-to-undo`, or `changed-since` when one of its tasks is not any more what it left behind.
    func undo(by caller: Caller) async throws -> HTTPResponse {
        let profile = try await commands.profiles.profile(of: caller.userID)
        let rules = profile.rules(commands.zones, ids: commands.ids)
        return try await commands.postgres.withTransaction { transaction in
            let now = commands.now()
            let events = try await EventLog.lastOperation(
                of: caller.userID, since: now.addingTimeInterval(-LoggedChange.undoLimit), in: transaction)
            guard let operation = events.first?.operation else { throw TodoError.nothingToUndo }
            var series = try await commands.series.lock(
                of: events.map(\.taskID), by: caller, in: transaction)
            let found = try await commands.tasks.find(
                events.map(\.taskID), of: caller.userID, includingDeleted: true, lockedIn: transaction)
            var tasks = Dictionary(uniqueKeysWithValues: found.map { ($0.id, $0.task) })
            var kept: [TodoTask.ID: TodoTask.ID] = [:]
            // Which of its versions each task equals after the steps so far.
            var reached: [TodoTask.ID: Int] = [:]
            for event in events {
                guard var task = tasks[event.taskID], let data = try? JSONReader.parse(event.data),
                    var change = LoggedChange(type: event.type, data: data),
                    reached[task.id] ?? task.version == change.version
                else { throw TodoError.changedSince(event.taskID) }
                let old = task
                reached[task.id] = change.version - 1
                change.version = task.version
                if let told = try task.undo(change, at: now, rules: rules) {
                    // The making of a task made its series, too.
                    let wish = TaskSeries.Wish(stops: change.type == .taskCreated)
                    let next = try await commands.series.follow(
                        &task, replacing: old, &series, wish, for: profile, by: caller, at: now, in: transaction)
                    if let next { kept[task.id] = next }
                    let told = TaskEvent(told.fact, task)
                    try await save(told, replacing: old, caller, now, operation, transaction)
                }
                tasks[task.id] = task
            }
            return try await caller.keep(
                answer(found.compactMap { tasks[$0.id] }, kept, profile), at: now, in: transaction)
        }
    }

    private func save(
        _ event: TaskEvent, replacing old: TodoTask, _ caller: Caller, _ now: Date, _ operation: String,
        _ transaction: PostgresTransaction
    ) async throws {
        if event.task.parentID != old.parentID { try await commands.checkFamily(of: event.task, in: transaction) }
        _ = try await commands.tags.ensure(event.task.tags, of: caller.userID, now: now, in: transaction)
        let context = caller.eventContext(now: now, ids: commands.ids)
        let entry = event.logEntry(
            context, requestID: caller.requestID, replacing: old, source: .undo, undoes: operation)
        let outcome = try await commands.writer.update(
            event.task, replacing: old, events: [event.outboxEvent(context)], log: [entry], in: transaction)
        guard outcome == .saved else { throw TodoError.changedSince(old.id) }
    }

    private func answer(
        _ tasks: [TodoTask], _ kept: [TodoTask.ID: TodoTask.ID], _ profile: UserProfile
    ) -> HTTPResponse {
        var json = JSONWriter(capacity: 64 + tasks.count * 640)
        json.object { json in
            json.array("items") { json in
                for task in tasks { commands.write(task, profile, kept: kept[task.id], to: &json) }
            }
        }
        return .json(.ok, json.finish())
    }
}
