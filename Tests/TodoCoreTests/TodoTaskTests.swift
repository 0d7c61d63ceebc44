import FoundationEssentials
import JSON
import Testing

@testable import TodoCore

@Suite struct TodoTaskTests {
    private let now = Fixture.date("2027-06-01T13:00:00Z")
    private let due = Due.at(Fixture.date("2027-06-10T12:00:00Z"))

    private func task(_ status: TodoTask.Status = .pending) throws -> TodoTask {
        var task = TodoTask.sample(TaskDraft(title: "x", due: due, reminders: [try .relative("-PT1H")]))
        switch status {
        case .pending: break
        case .inProgress: _ = try task.start(at: now)
        case .completed: _ = try task.complete(at: now)
        case .cancelled: _ = try task.cancel(at: now)
        }
        return task
    }

    @Test func aNewTaskIsVersionOne() throws {
        let task = try task()
        #expect(task.version == 1 && task.status == .pending && task.priority == .medium)
        #expect(task.nextNoticeAt?.rfc3339 == "2027-06-09T12:00:00Z")
        #expect(task.reminders.map(\.status) == [.pending])
        #expect(task.reminders.map(\.version) == [1])
    }

    @Test func aTaskDueInThePastSpeaksAtOnce() {
        let task = TodoTask.sample(
            TaskDraft(title: "x", due: .at(Fixture.date("2027-06-01T12:59:59Z"))), at: now)
        #expect(task.nextNoticeAt?.rfc3339 == "2027-06-01T12:59:59Z")
    }

    @Test func completingTwiceChangesNothing() throws {
        var task = try task()
        let event = try task.complete(at: now)
        #expect(event?.fact == .completed && event?.task.version == 2)
        #expect(task.completedAt == now && task.isCompleted && task.nextNoticeAt == nil)
        #expect(task.reminders.map(\.status) == [.cancelled])
        let before = task
        #expect(try task.complete(at: now.addingTimeInterval(60)) == nil)
        #expect(task == before)
    }

    @Test func anOfflineClientSaysWhenItWasDone() throws {
        var task = try task()
        let earlier = now.addingTimeInterval(-3600)
        _ = try task.complete(at: now, completedAt: earlier)
        #expect(task.completedAt == earlier)
        var other = try self.task()
        #expect { try other.complete(at: now, completedAt: now.addingTimeInterval(1)) } throws: { error in
            guard case .invalid(let mistakes)? = error as? TodoError else { return false }
            return mistakes.map(\.code) == ["in-the-future"]
        }
        #expect(other.version == 1)
    }

    typealias Verb = @Sendable (inout TodoTask, Date) throws -> TaskEvent?

    /// What each verb makes of each status; the same status where nothing happens, none where it is not allowed.
    static let verbs: [(name: String, verb: Verb, outcomes: [TodoTask.Status: TodoTask.Status])] = [
        (
            "complete", { try $0.complete(at: $1) },
            [.pending: .completed, .inProgress: .completed, .completed: .completed]
        ),
        (
            "uncomplete", { try $0.uncomplete(at: $1, rules: .sample) },
            [.completed: .pending, .pending: .pending, .inProgress: .inProgress]
        ),
        (
            "cancel", { try $0.cancel(at: $1) },
            [.pending: .cancelled, .inProgress: .cancelled, .cancelled: .cancelled]
        ),
        (
            "reopen", { try $0.reopen(at: $1, rules: .sample) },
            [.cancelled: .pending, .pending: .pending, .inProgress: .inProgress]
        ),
        ("start", { try $0.start(at: $1) }, [.pending: .inProgress, .inProgress: .inProgress]),
    ]

    @Test(arguments: TodoTask.Status.allCases) func everyTransitionIsAllowedIgnoredOrRefused(
        _ from: TodoTask.Status
    ) throws {
        for (name, verb, outcomes) in Self.verbs {
            var task = try task(from)
            let before = task
            guard let outcome = outcomes[from] else {
                #expect(throws: TodoError.self, "\(name) of \(from)") { try verb(&task, now) }
                #expect(task == before)
                continue
            }
            let event = try verb(&task, now)
            #expect((event == nil) == (outcome == from), "\(name) of \(from)")
            #expect(task.status == outcome)
            #expect(task.version == before.version + (event == nil ? 0 : 1))
            #expect(event.map { $0.task == task } ?? true)
        }
    }

    @Test func uncompletingBringsRemindersAndNoticesBack() throws {
        var task = try task(.completed)
        let event = try task.uncomplete(at: now, rules: .sample)
        #expect(event?.fact == .uncompleted)
        #expect(task.completedAt == nil && task.reminders.map(\.status) == [.pending])
        #expect(task.nextNoticeAt?.rfc3339 == "2027-06-09T12:00:00Z")
    }

    @Test func theTrashIsLeftAgain() throws {
        var task = try task()
        #expect(task.delete(at: now)?.fact == .deleted)
        #expect(task.delete(at: now) == nil)
        #expect(task.deletedAt == now && task.reminders.map(\.status) == [.cancelled])
        #expect(throws: TodoError.taskNotFound(task.id)) { try task.complete(at: now) }
        #expect(throws: TodoError.taskNotFound(task.id)) { try task.update(TaskPatch(), at: now, rules: .sample) }
        #expect(task.restore(at: now, rules: .sample)?.fact == .restored)
        #expect(task.restore(at: now, rules: .sample) == nil)
        #expect(task.deletedAt == nil && task.version == 3 && task.reminders.map(\.status) == [.pending])
    }

    @Test func anUpdateNamesWhatChanged() throws {
        var task = try task()
        var patch = TaskPatch()
        patch.title = .set("y")
        patch.description = .set("more")
        patch.priority = .set(.high)
        patch.tags = .set(["home"])
        let event = try task.update(patch, at: now, rules: .sample)
        #expect(
            event?.fact
                == .updated([
                    FieldChange(field: "title", old: .text("x"), new: .text("y")),
                    FieldChange(field: "description", old: .null, new: .text("more")),
                    FieldChange(field: "priority", old: .number(2), new: .number(1)),
                    FieldChange(field: "tags", old: .list([]), new: .list(["home"])),
                ]))
        #expect(task.version == 2 && task.updatedAt == now)
        #expect(try task.update(patch, at: now.addingTimeInterval(1), rules: .sample) == nil)
        #expect(task.version == 2)
    }

    @Test func aNewDueDateForgetsWhatWasSent() throws {
        var task = try task()
        task.notified = true
        var patch = TaskPatch()
        patch.due = .set(.at(Fixture.date("2027-07-10T12:00:00Z")))
        _ = try task.update(patch, at: now, rules: .sample)
        #expect(!task.notified && task.nextNoticeAt?.rfc3339 == "2027-07-09T12:00:00Z")
        #expect(task.reminders.map(\.remindAt?.rfc3339) == ["2027-07-10T11:00:00Z"])
    }

    @Test func aPatchMayCompleteAndChangeAtOnce() throws {
        var task = try task()
        var patch = TaskPatch()
        patch.title = .set("y")
        patch.status = .set(.completed)
        let event = try task.update(patch, at: now, rules: .sample)
        #expect(event?.fact == .completed && event?.task.title == "y" && task.version == 2)
        patch.title = .set("z")
        patch.status = .set(.pending)
        #expect(try task.update(patch, at: now, rules: .sample)?.fact == .uncompleted)
        #expect(task.title == "z" && task.version == 3)
    }

    @Test func aPatchThatIsNotAllowedChangesNothing() throws {
        var task = try task(.cancelled)
        let before = task
        var patch = TaskPatch()
        patch.title = .set("y")
        patch.status = .set(.completed)
        #expect(throws: TodoError.invalidTransition(from: .cancelled, to: .completed)) {
            try task.update(patch, at: now, rules: .sample)
        }
        #expect(task == before)
    }

    @Test func sameRemindersKeepTheirIdentity() throws {
        var task = try task()
        let kept = task.reminders[0]
        var patch = TaskPatch()
        patch.reminders = .set([try .relative("-PT1H"), try .relative("-P1D")])
        let event = try task.update(patch, at: now, rules: .sample)
        #expect(task.reminders.first == kept && task.reminders.count == 2)
        #expect(
            event?.fact
                == .updated([FieldChange(field: "reminders", old: .list(["-PT1H"]), new: .list(["-PT1H", "-P1D"]))]))
        patch.reminders = .set([])
        _ = try task.update(patch, at: now, rules: .sample)
        #expect(task.reminders.isEmpty)
    }

    @Test func anEditedOccurrenceLeavesItsSeries() throws {
        let zone = Zone.utc
        let rule = try RecurrenceFields(type: "daily", start: "2027-06-01T09:00:00").rule(in: zone)
        let (series, _) = RecurringTask.create(
            RecurringTaskDraft(title: "x", rule: rule), id: .sample, userID: .sample, at: now, in: zone)
        let moment = try #require(rule.first(in: zone))
        var task = series.makeTask(for: moment, at: now, rules: .sample).task
        _ = try task.start(at: now)
        #expect(!task.detached)
        var patch = TaskPatch()
        patch.title = .set("y")
        _ = try task.update(patch, at: now, rules: .sample)
        #expect(task.detached && task.occurrenceAt == moment.instant)
    }

    @Test func remindersTellOfThemselves() throws {
        var task = try task()
        #expect(task.reminderEvents(since: []).map(\.fact) == [.scheduled])
        let first = task.reminders
        #expect(task.reminderEvents(since: first).isEmpty)
        var patch = TaskPatch()
        patch.reminders = .set([try .relative("-P1D")])
        _ = try task.update(patch, at: now, rules: .sample)
        let events = task.reminderEvents(since: first)
        #expect(events.map(\.fact) == [.scheduled, .cancelled])
        #expect(events.map(\.reminder.version) == [1, 2])
        let second = task.reminders
        _ = try task.complete(at: now)
        #expect(task.reminderEvents(since: second).map(\.fact) == [.cancelled])
    }
}
