import FoundationEssentials
import JSON
import Testing

@testable import TodoCore

@Suite struct TaskUndoTests {
    private let now = Fixture.date("2027-06-01T13:00:00Z")

    private func task() throws -> TodoTask {
        TodoTask.sample(
            TaskDraft(
                title: "x", description: "d", priority: .critical,
                due: .on(try #require(CivilDate("2027-06-10")), in: Fixture.zone("Asia/Karachi")),
                tags: ["home"],
                reminders: [try .relative("-PT1H"), ReminderDraft(.absolute(Fixture.date("2027-06-05T12:00:00.5Z")))],
                position: 1.5))
    }

    /// What the log keeps of a change, read back.
    private func logged(_ event: TaskEvent, _ old: TodoTask) throws -> LoggedChange {
        let entry = event.logEntry(SampleEvents.context(), requestID: nil, replacing: old)
        return try #require(LoggedChange(type: entry.type.rawValue, data: try JSONReader.parse(entry.data)))
    }

    typealias Change = @Sendable (inout TodoTask, Date) throws -> TaskEvent?

    static let changes: [(String, EventType, Change)] = [
        ("complete", .taskUncompleted, { try $0.complete(at: $1) }),
        ("cancel", .taskUpdated, { try $0.cancel(at: $1) }),
        ("start", .taskUpdated, { try $0.start(at: $1) }),
        ("delete", .taskRestored, { task, now in task.delete(at: now) }),
        (
            "update", .taskUpdated,
            { task, now in
                var patch = TaskPatch()
                patch.title = .set("y")
                patch.description = .set(nil)
                patch.priority = .set(.low)
                patch.due = .set(nil)
                patch.tags = .set([])
                patch.reminders = .set([])
                patch.position = .set(2)
                patch.parentID = .set(.make(now: now, random: 7))
                return try task.update(patch, at: now, rules: .sample)
            }
        ),
        (
            "update of the zone", .taskUpdated,
            { task, now in
                var patch = TaskPatch()
                patch.dueTimezone = .set("Europe/Berlin")
                return try task.update(patch, at: now, rules: .sample)
            }
        ),
        (
            "update and complete", .taskUncompleted,
            { task, now in
                var patch = TaskPatch()
                patch.title = .set("y")
                patch.completed = .set(true)
                return try task.update(patch, at: now, rules: .sample)
            }
        ),
    ]

    @Test(arguments: changes.indices) func whatWasDoneIsTakenBack(_ index: Int) throws {
        let (name, type, change) = Self.changes[index]
        let old = try task()
        var task = old
        let event = try #require(try change(&task, now))
        let undo = try #require(try task.undo(try logged(event, old), at: now, rules: .sample))
        #expect(undo.type == type && undo.task == task && task.version == 3, "\(name)")
        #expect(
            task.title == old.title && task.description == old.description && task.priority == old.priority, "\(name)")
        #expect(task.due == old.due && task.tags == old.tags && task.position == old.position, "\(name)")
        #expect(task.parentID == old.parentID && task.status == old.status && task.completedAt == nil, "\(name)")
        #expect(task.reminders.map(\.trigger) == old.reminders.map(\.trigger), "\(name)")
        #expect(task.reminders.map(\.status) == old.reminders.map(\.status), "\(name)")
        #expect(task.deletedAt == nil && task.nextNoticeAt == old.nextNoticeAt, "\(name)")
    }

    @Test func anUncompletionIsTakenBackWithItsTime() throws {
        var task = try task()
        _ = try task.complete(at: now)
        let completed = task
        let event = try #require(try task.uncomplete(at: now.addingTimeInterval(5), rules: .sample))
        let undo = try task.undo(try logged(event, completed), at: now.addingTimeInterval(9), rules: .sample)
        #expect(undo?.type == .taskCompleted && task.completedAt == now && task.nextNoticeAt == nil)
        #expect(task.reminders.allSatisfy { $0.status == .cancelled })
    }

    @Test func whatWasChangedSinceIsNotUndone() throws {
        let old = try task()
        var task = old
        let event = try #require(try task.complete(at: now))
        let change = try logged(event, old)
        _ = try task.uncomplete(at: now, rules: .sample)
        let before = task
        #expect(throws: TodoError.changedSince(task.id)) { try task.undo(change, at: now, rules: .sample) }
        #expect(task == before)
    }

    @Test func rowsThatDoNotSayWhatChangedAreNone() throws {
        let data: JSONValue = try JSONReader.parse(Array(#"{"version":2}"#.utf8))
        #expect(LoggedChange(type: "task.completed.v1", data: data) == nil)
        #expect(LoggedChange(type: "task.completed.v1", data: .null) == nil)
        #expect(LoggedChange(type: "task.invented.v1", data: data) == nil)
    }
}
