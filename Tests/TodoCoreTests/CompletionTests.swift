import FoundationEssentials
import JSON
import Testing

@testable import TodoCore

/// Series that go on when their task is done with.
@Suite struct CompletionTests {
    private static let created = Fixture.date("2026-09-01T07:00:00Z")

    /// A task that begins a series, and the series.
    private static func begun(
        _ pattern: String, due: String, zone name: String = "UTC", reminders: [ReminderDraft] = [],
        at now: Date = created
    ) throws -> (task: TodoTask, series: RecurringTask) {
        let zone = Fixture.zone(name)
        var task = TodoTask.sample(
            TaskDraft(
                title: "Review", priority: .high, due: try Due.parse(due, in: zone), tags: ["work"],
                reminders: reminders,
                recurrence: TaskRecurrence(try .parse(pattern), timezone: name)))
        let (series, event) = try #require(
            RecurringTask.begin(with: &task, id: .sample, at: now, in: zone, zones: Fixture.zones))
        #expect(event.fact == .created && event.series == series)
        return (task, series)
    }

    private static func completed(_ task: TodoTask, at instant: String) throws -> TodoTask {
        var task = task
        #expect(try task.complete(at: Fixture.date(instant)) != nil)
        return task
    }

    @Test func aTaskBeginsItsSeries() throws {
        let reminders = [try ReminderDraft.relative("-PT1H"), ReminderDraft(.absolute(created(plus: 86_400)))]
        let (task, series) = try Self.begun("weekly", due: "2026-09-14T08:00:00Z", reminders: reminders)
        #expect(task.recurringTaskID == series.id && task.occurrenceAt == task.due?.instant)
        #expect(series.generation == .onCompletion && series.title == "Review" && series.priority == .high)
        #expect(series.tags == ["work"], "the template of all that follow")
        #expect(series.reminders == [CivilDuration(days: 0, seconds: -3_600)], "an instant does not come again")
        #expect(series.nextDueAt?.rfc3339 == "2026-09-21T08:00:00Z")
        #expect(series.nextGenerateAt == nil, "time makes none of its tasks")
        #expect(series.catchUpPlan(at: Fixture.date("2027-01-01T00:00:00Z"), in: .utc) == CatchUpPlan())
    }

    private func created(plus seconds: Double) -> Date { Self.created.addingTimeInterval(seconds) }

    @Test func lateCompletionE45() throws {
        let (task, series) = try Self.begun("weekly", due: "2026-09-14T08:00:00Z")
        let plan = series.plan(afterClosing: try Self.completed(task, at: "2026-09-30T10:00:00Z"), in: .utc)
        #expect(plan.generate.map(\.instant.rfc3339) == [Fixture.edgeCase("E45")["next"]?.string])
        #expect(plan.recorded.map(\.at.rfc3339) == ["2026-09-21T08:00:00Z", "2026-09-28T08:00:00Z"])
        #expect(plan.recorded.allSatisfy { $0.status == .missed && $0.count == 1 })
        #expect(plan.next?.instant.rfc3339 == "2026-10-12T08:00:00Z")
    }

    @Test func earlyCompletionE46() throws {
        let (task, series) = try Self.begun("weekly", due: "2026-09-14T08:00:00Z")
        let plan = series.plan(afterClosing: try Self.completed(task, at: "2026-09-13T10:00:00Z"), in: .utc)
        #expect(plan.generate.map(\.instant.rfc3339) == [Fixture.edgeCase("E46")["next"]?.string])
        #expect(plan.recorded.isEmpty)
    }

    @Test func aTaskOfADayIsFollowedByOneOfTheNextDay() throws {
        let (task, series) = try Self.begun("daily", due: "2026-09-14", zone: "Asia/Karachi")
        #expect(series.isAllDay && task.occurrenceAt?.rfc3339 == "2026-09-13T19:00:00Z")
        // Late in the evening there, on the day itself.
        let plan = series.plan(
            afterClosing: try Self.completed(task, at: "2026-09-14T18:59:00Z"), in: Fixture.zone("Asia/Karachi"))
        let moment = try #require(plan.generate.first)
        let next = series.makeTask(for: moment, at: Self.created, rules: .sample).task
        #expect(next.due?.text == "2026-09-15" && next.due?.allDay?.timezone == "Asia/Karachi")
        #expect(next.recurrencePattern == .every(1, .day) && plan.recorded.isEmpty)
        // Two days late.
        let late = series.plan(
            afterClosing: try Self.completed(task, at: "2026-09-16T09:00:00Z"), in: Fixture.zone("Asia/Karachi"))
        #expect(late.generate.map(\.wall.date.description) == ["2026-09-17"])
        #expect(late.recorded.count == 2)
    }

    @Test func theClockShowsTheSameTimeAfterItsChange() throws {
        let (task, series) = try Self.begun("daily", due: "2027-03-13T14:00:00Z", zone: "America/New_York")
        let plan = series.plan(
            afterClosing: try Self.completed(task, at: "2027-03-13T15:00:00Z"), in: Fixture.zone("America/New_York"))
        #expect(plan.generate.map(\.instant.rfc3339) == ["2027-03-14T13:00:00Z"])
    }

    @Test func theLastOfJanuaryIsFollowedByTheLastOfFebruary() throws {
        let (task, series) = try Self.begun("monthly", due: "2027-01-31T09:00:00Z")
        let plan = series.plan(afterClosing: try Self.completed(task, at: "2027-01-31T10:00:00Z"), in: .utc)
        #expect(plan.generate.map(\.instant.rfc3339) == ["2027-02-28T09:00:00Z"])
        #expect(plan.next?.instant.rfc3339 == "2027-03-31T09:00:00Z")
    }

    @Test func aTaskThatWasMovedIsFollowedByWhatComesAfterIt() throws {
        var (task, series) = try Self.begun("daily", due: "2026-09-14T08:00:00Z")
        var patch = TaskPatch()
        patch.due = .set(.at(Fixture.date("2026-09-12T08:00:00Z")))
        _ = try task.update(patch, at: Self.created, rules: .sample)
        let early = series.plan(afterClosing: try Self.completed(task, at: "2026-09-12T09:00:00Z"), in: .utc)
        #expect(early.generate.map(\.instant.rfc3339) == ["2026-09-15T08:00:00Z"], "not the same again")
        patch.due = .set(.at(Fixture.date("2026-09-16T20:00:00Z")))
        _ = try task.update(patch, at: Self.created, rules: .sample)
        let later = series.plan(afterClosing: try Self.completed(task, at: "2026-09-12T09:00:00Z"), in: .utc)
        #expect(later.generate.map(\.instant.rfc3339) == ["2026-09-17T08:00:00Z"])
        #expect(later.recorded.count == 2)
        series.status = .paused
        #expect(series.plan(afterClosing: task, in: .utc) == CatchUpPlan())
    }

    @Test func whatLiesBeyondTheHorizonIsCounted() throws {
        let (task, series) = try Self.begun("daily", due: "2026-09-01T08:00:00Z")
        let plan = series.plan(afterClosing: try Self.completed(task, at: "2027-09-01T09:00:00Z"), in: .utc)
        #expect(plan.recorded.first?.status == .missedRange)
        #expect(plan.recorded.reduce(0) { $0 + $1.count } == 365)
        #expect(plan.recorded.count < 100)
        #expect(plan.generate.map(\.instant.rfc3339) == ["2027-09-02T08:00:00Z"])
    }

    @Test func missedOccurrencesOfALateTaskAreNotTold() throws {
        var (task, series) = try Self.begun("weekly", due: "2026-09-14T08:00:00Z")
        task = try Self.completed(task, at: "2026-09-30T10:00:00Z")
        let plan = series.plan(afterClosing: task, in: .utc)
        #expect(series.advance(by: plan, at: Fixture.date("2026-09-30T10:00:01Z"), in: .utc).isEmpty)
        #expect(series.nextDueAt?.rfc3339 == "2026-10-12T08:00:00Z" && series.nextGenerateAt == nil)
    }

    @Test func aSeriesThatWasOverGoesOnFromTheTaskThatIsOpenAgain() throws {
        var (task, series) = try Self.begun("weekly", due: "2026-09-14T08:00:00Z")
        series.rule = RecurrenceRule(
            frequency: series.rule.frequency, start: series.rule.start, maxCount: 2)
        task = try Self.completed(task, at: "2026-09-14T09:00:00Z")
        let now = Fixture.date("2026-09-14T09:00:01Z")
        let plan = series.plan(afterClosing: task, in: .utc)
        #expect(plan.generate.count == 1 && plan.next == nil)
        #expect(series.advance(by: plan, at: now, in: .utc).map(\.fact) == [.exhausted])
        #expect(series.goBack(to: try #require(task.occurrenceAt), at: now, in: .utc)?.fact == .updated)
        #expect(series.status == .active && series.nextDueAt?.rfc3339 == "2026-09-21T08:00:00Z" && series.version == 3)
    }

    @Test func anotherPatternCountsFromTheTask() throws {
        var (task, series) = try Self.begun("weekly", due: "2026-09-14T08:00:00Z")
        #expect(series.change(to: .every(1, .week), from: task, at: Self.created, in: .utc) == nil)
        let event = series.change(to: .every(3, .day), from: task, at: Self.created, in: .utc)
        #expect(event?.fact == .updated && series.version == 2)
        #expect(series.nextDueAt?.rfc3339 == "2026-09-17T08:00:00Z")
        task = try Self.completed(task, at: "2026-09-14T09:00:00Z")
        #expect(series.plan(afterClosing: task, in: .utc).generate.map(\.instant.rfc3339) == ["2026-09-17T08:00:00Z"])
    }

    @Test func aSeriesWithoutAnOpenTaskGetsOneWhenItGoesOn() throws {
        var (_, series) = try Self.begun("weekly", due: "2026-09-14T08:00:00Z")
        _ = try series.pause(at: Fixture.date("2026-09-15T00:00:00Z"))
        var other = series
        let now = Fixture.date("2026-09-30T10:00:00Z")
        let withTask = try #require(try series.resume(at: now, catchUp: .all, hasOpenTask: true, in: .utc))
        #expect(withTask.plan.generate.isEmpty && withTask.plan.recorded.isEmpty)
        let without = try #require(try other.resume(at: now, catchUp: .all, hasOpenTask: false, in: .utc))
        #expect(without.plan.generate.map(\.instant.rfc3339) == ["2026-10-05T08:00:00Z"])
        #expect(without.plan.recorded.map(\.status) == [.paused, .paused])
        #expect(other.nextDueAt?.rfc3339 == "2026-10-12T08:00:00Z" && other.nextGenerateAt == nil)
    }

    // MARK: Tasks

    @Test func aTaskWithoutADateIsDueToday() throws {
        let draft = TaskDraft(
            title: "Water", recurrence: TaskRecurrence(.every(1, .day), timezone: "Asia/Karachi"))
        let (task, _) = TodoTask.create(
            draft, id: .sample, userID: .sample, at: Fixture.date("2027-06-01T20:00:00Z"), rules: .sample)
        #expect(task.due?.text == "2027-06-02" && task.due?.allDay?.timezone == "Asia/Karachi")
        #expect(task.isRecurring && task.nextNoticeAt != nil)
    }

    @Test func aPatchBeginsAndEndsARecurrence() throws {
        let now = Self.created
        var task = TodoTask.sample(TaskDraft(title: "Water"))
        var patch = TaskPatch()
        patch.recurrencePattern = .set(.every(1, .day))
        let event = try task.update(patch, at: now, rules: .sample)
        #expect(task.recurrencePattern == .every(1, .day) && task.due != nil && !task.detached)
        guard case .updated(let changes) = event?.fact else { throw Missing() }
        #expect(Set(changes.map(\.field)) == ["due_date", "due_timezone", "recurrence_pattern"])
        #expect(try task.update(patch, at: now, rules: .sample) == nil)
        var parent = TaskPatch()
        parent.parentID = .set(.sample)
        #expect(throws: TodoError.cannotRecur(task.id)) { try task.update(parent, at: now, rules: .sample) }
        var end = TaskPatch()
        end.recurrencePattern = .set(nil)
        #expect(try task.update(end, at: now, rules: .sample) != nil)
        #expect(!task.isRecurring)
        _ = try task.complete(at: now)
        #expect(throws: TodoError.cannotRecur(task.id)) { try task.update(patch, at: now, rules: .sample) }
    }

    private struct Missing: Error {}
}
