import FoundationEssentials
import HTTP
import JSON
import Postgres
import Reactor
import ServiceKit
import TodoCore
import TodoStore

/// One operation of many, read as far as its own data goes.
struct BulkStep {
    enum Work {
        case create(TaskDraft)
        case change(TaskCommands.Rule, inTrash: Bool)
        /// Names the tags, which are spelled as the user has them once all are known.
        case update(TaskPatch)
        case refused(Problem)
    }

    let id: TodoTask.ID?
    let version: Int?
    let work: Work

    var tags: [String] {
        switch work {
        case .create(let draft): draft.tags
        case .update(let patch): if case .set(let names) = patch.tags { names } else { [] }
        case .change, .refused: []
        }
    }
}

/// What the operations of a request find, as those before left it: the tasks they name and the series of these, locked.
struct BulkGround {
    var tasks: [TodoTask.ID: TodoTask] = [:]
    var locked: [RecurringTask.ID: RecurringTask] = [:]
}

/// What became of one operation.
enum BulkResult {
    /// The last is what stays although the completion is taken back that made it.
    case done(TodoTask, HTTPStatus, kept: TodoTask.ID? = nil)
    case refused(Problem)

    var status: HTTPStatus {
        switch self {
        case .done(_, let status, _): status
        case .refused(let problem): problem.status
        }
    }
}

/// The operations of one request while they are carried out.
@LoopActor struct BulkRun {
    private let commands: TaskCommands
    private let profile: UserProfile
    private let caller: Caller
    private let id: EventID
    private let rules: TaskRules
    /// The names of those of all `tag_ids` that are the user's.
    private let tagNames: [Tag.ID: String]

    init(
        _ commands: TaskCommands, _ profile: UserProfile, _ caller: Caller, id: EventID, tagNames: [Tag.ID: String]
    ) {
        self.tagNames = tagNames
        (self.commands, self.profile, self.caller, self.id) = (commands, profile, caller, id)
        rules = profile.rules(commands.zones, ids: commands.ids)
    }

    // MARK: Reading

    /// The operation with its data read, or what is wrong with that.
    func step(_ operation: BulkPayloads.Operation) -> BulkStep {
        let work: BulkStep.Work
        do throws(JSONMistakes) {
            work = try self.work(operation)
        } catch {
            work = .refused(.invalid(error.items))
        }
        return BulkStep(id: operation.id, version: operation.version, work: work)
    }

    private func work(_ operation: BulkPayloads.Operation) throws(JSONMistakes) -> BulkStep.Work {
        switch operation.verb {
        case .create:
            return .create(
                try TaskPayloads.draft(
                    operation.data ?? .null, rules: rules, defaultReminders: profile.defaultReminders,
                    tagNames: tagNames))
        case .update:
            return .update(try TaskPayloads.patch(operation.data ?? .null, rules: rules, tagNames: tagNames))
        case .complete:
            let completedAt = try TaskPayloads.completedAt(operation.data)
            return .change({ task, now, _ throws(TodoError) in try task.complete(at: now, completedAt: completedAt) })
        case .uncomplete:
            return .change({ task, now, rules throws(TodoError) in try task.uncomplete(at: now, rules: rules) })
        case .cancel: return .change({ task, now, _ throws(TodoError) in try task.cancel(at: now) })
        case .reopen: return .change({ task, now, rules throws(TodoError) in try task.reopen(at: now, rules: rules) })
        case .delete: return .change({ task, now, _ throws(TodoError) in task.delete(at: now) })
        case .restore:
            return .change({ task, now, rules throws(TodoError) in task.restore(at: now, rules: rules) }, inTrash: true)
        }
    }

    // MARK: Carrying out

    /// Carries one operation out on the tasks as those before it left them.
    ///
    /// - Throws: only what is nobody's mistake: the database is away, or a row was changed past its lock.
    func carryOut(
        _ step: BulkStep, on ground: inout BulkGround, spelling tags: [String: String],
        in transaction: PostgresTransaction
    ) async throws -> BulkResult {
        do {
            switch step.work {
            case .refused(let problem): return .refused(problem)
            case .create(var draft):
                draft.tags = Self.spelled(draft.tags, tags)
                return .done(try await create(draft, transaction), .created)
            case .update(var patch):
                if case .set(let names) = patch.tags { patch.tags = .set(Self.spelled(names, tags)) }
                let change = patch
                let wish = TaskSeries.Wish(timezone: change.recurrenceTimezone)
                return try await self.change(step, false, &ground, transaction, asking: wish) {
                    task, now, rules throws(TodoError) in
                    try task.update(change, at: now, rules: rules)
                }
            case .change(let rule, let inTrash): return try await change(step, inTrash, &ground, transaction, rule)
            }
        } catch let error as TodoError {
            guard error != .concurrentChange else { throw error }
            return .refused(error.problem)
        } catch let problem as Problem {
            return .refused(problem)
        }
    }

    private func create(_ draft: TaskDraft, _ transaction: PostgresTransaction) async throws -> TodoTask {
        let now = commands.now()
        let (made, _) = TodoTask.create(
            draft, id: commands.ids.next(at: now), userID: caller.userID, at: now, rules: rules)
        try await commands.checkFamily(of: made, in: transaction)
        let task = try await commands.begun(made, draft, for: profile, by: caller, at: now, in: transaction)
        let (row, entry) = commands.told(TaskEvent(.created, task), replacing: nil, by: caller, at: now, operation: id)
        let outcome = try await commands.writer.create(task, events: [row], log: [entry], in: transaction)
        guard outcome == .saved else { throw TodoError.concurrentChange }
        return task
    }

    private func change(
        _ step: BulkStep, _ inTrash: Bool, _ ground: inout BulkGround, _ transaction: PostgresTransaction,
        asking wish: TaskSeries.Wish = .none, _ rule: TaskCommands.Rule
    ) async throws -> BulkResult {
        guard let id = step.id, let old = ground.tasks[id], inTrash || old.deletedAt == nil else {
            return .refused(step.id.map { TodoError.taskNotFound($0).problem } ?? .notFound)
        }
        if let version = step.version, version != old.version {
            return .refused(Problem.mismatch(version: old.version, current: commands.answer(old, profile)))
        }
        let now = commands.now()
        var task = old
        guard let event = try rule(&task, now, rules) else { return .done(old, .ok) }
        if task.parentID != old.parentID { try await commands.checkFamily(of: task, in: transaction) }
        let kept = try await commands.series.follow(
            &task, replacing: old, &ground.locked, wish, for: profile, by: caller, at: now, in: transaction)
        try await commands.save(
            TaskEvent(event.fact, task), replacing: old, by: caller, at: now, operation: self.id, in: transaction)
        ground.tasks[id] = task
        return .done(task, .ok, kept: kept)
    }

    private static func spelled(_ names: [String], _ tags: [String: String]) -> [String] {
        names.compactMap { tags[$0.lowercased()] }
    }
}

extension BulkStep.Work {
    fileprivate static func change(_ rule: @escaping TaskCommands.Rule) -> Self { .change(rule, inTrash: false) }
}

extension Problem {
    /// The same problem of one of many operations: its index, and its pointers from the top.
    func of(operation index: Int) -> Problem {
        var problem = self
        problem.errors = errors.map {
            Mistake(pointer: "/operations/\(index)/data\($0.pointer)", code: $0.code, detail: $0.detail)
        }
        problem.members.append(("index", .number(JSONNumber(index))))
        return problem
    }
}
