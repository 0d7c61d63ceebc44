import FoundationEssentials
import JSON
import Testing

@testable import TodoCore

@Suite struct ReminderScheduleTests {
    private let newYork = ReminderSchedule(zone: Fixture.zone("America/New_York"))

    @Test func nominalDaysKeepTheWallClockE47() throws {
        let expected = Fixture.edgeCase("E47")
        let due = Due.at(Fixture.date(expected["due"]?.string ?? ""))
        #expect(try newYork.fireTime(.parse("-P1D"), due: due).rfc3339 == expected["P1D"]?.string)
        #expect(try newYork.fireTime(.parse("-PT24H"), due: due).rfc3339 == expected["PT24H"]?.string)
    }

    @Test func severalRemindersEachFireOnceE48() throws {
        let expected = Fixture.edgeCase("E48")
        let london = ReminderSchedule(zone: Fixture.zone("Europe/London"))
        let due = Due.at(Fixture.date(expected["due"]?.string ?? ""))
        let instants = try ["-P1W", "-P1D", "-PT1H"].map { london.fireTime(try .parse($0), due: due).rfc3339 }
        #expect(instants == Fixture.instants("E48"))
    }

    @Test func anAllDayReminderCountsFromTheMorningE49() throws {
        let due = Due.on(try #require(CivilDate("2027-11-07")), in: Fixture.zone("America/New_York"))
        #expect([newYork.fireTime(.zero, due: due).rfc3339] == Fixture.instants("E49"))
        #expect(try newYork.fireTime(.parse("-P1D"), due: due).rfc3339 == "2027-11-06T13:00:00Z")
    }

    @Test(arguments: [
        ("2027-06-02T18:00:00Z", "a", Reminder.Status.pending, false),
        ("2027-06-01T12:30:00Z", "b", .pending, true), ("2027-06-01T11:00:00Z", "c", .skipped, false),
    ]) func movingTheDueDateRearmsE55(_ due: String, _ member: String, _ status: Reminder.Status, _ late: Bool) throws {
        let draft = TaskDraft(
            title: "x", due: .at(Fixture.date("2027-06-01T18:00:00Z")), reminders: [try .relative("-PT1H")])
        var task = TodoTask.sample(draft, at: Fixture.date("2027-06-01T08:00:00Z"))
        #expect(task.reminders.first?.remindAt?.rfc3339 == "2027-06-01T17:00:00Z")
        var patch = TaskPatch()
        patch.due = .set(.at(Fixture.date(due)))
        _ = try task.update(patch, at: Fixture.date("2027-06-01T12:00:00Z"), rules: .sample)
        let reminder = try #require(task.reminders.first)
        #expect(reminder.status == status && reminder.late == late && reminder.version == 2)
        if let expected = Fixture.edgeCase("E55")[member]?.string { #expect(reminder.remindAt?.rfc3339 == expected) }
    }

    @Test func aReminderWithoutADueDateIsDormant() throws {
        var task = TodoTask.sample(TaskDraft(title: "x", reminders: [try .relative("-PT1H")]))
        #expect(task.reminders.first?.status == .dormant && task.reminders.first?.remindAt == nil)
        var patch = TaskPatch()
        patch.due = .set(.at(Fixture.date("2027-06-02T12:00:00Z")))
        _ = try task.update(patch, at: Fixture.date("2027-06-01T13:00:00Z"), rules: .sample)
        #expect(task.reminders.first?.status == .pending)
        patch.due = .set(nil)
        _ = try task.update(patch, at: Fixture.date("2027-06-01T13:00:00Z"), rules: .sample)
        #expect(task.reminders.first?.status == .dormant && task.reminders.first?.remindAt == nil)
        #expect(task.nextNoticeAt == nil)
    }

    @Test func whatWasSentForThisDueDateIsNotSentAgain() throws {
        let due = Due.at(Fixture.date("2027-06-02T12:00:00Z"))
        var task = TodoTask.sample(TaskDraft(title: "x", due: due, reminders: [try .relative("-PT1H")]))
        task.reminders[0].status = .sent
        task.reminders[0].sentForDue = due.instant
        let now = Fixture.date("2027-06-02T11:30:00Z")
        _ = try task.complete(at: now)
        #expect(task.reminders[0].status == .sent)
        _ = try task.uncomplete(at: now, rules: .sample)
        #expect(task.reminders[0].status == .sent)
        var patch = TaskPatch()
        patch.due = .set(.at(Fixture.date("2027-06-03T12:00:00Z")))
        _ = try task.update(patch, at: now, rules: .sample)
        #expect(task.reminders[0].status == .pending)
        #expect(task.reminders[0].remindAt?.rfc3339 == "2027-06-03T11:00:00Z")
    }

    @Test func absoluteRemindersStayWhereTheyAre() throws {
        let at = Fixture.date("2027-06-05T12:00:00Z")
        var task = TodoTask.sample(TaskDraft(title: "x", reminders: [ReminderDraft(.absolute(at))]))
        #expect(task.reminders[0].remindAt == at && task.reminders[0].status == .pending)
        _ = try task.complete(at: Fixture.date("2027-06-02T12:00:00Z"))
        #expect(task.reminders[0].status == .cancelled)
        _ = try task.uncomplete(at: Fixture.date("2027-06-03T12:00:00Z"), rules: .sample)
        #expect(task.reminders[0].remindAt == at && task.reminders[0].status == .pending)
    }

    @Test func draftsHaveLimits() throws {
        #expect(try ReminderDraft.minutesBefore(30) == .relative("-PT30M"))
        for minutes in [-1, 366 * 1440 + 1, .max, .min] {
            #expect(throws: FieldMistake.self) { try ReminderDraft.minutesBefore(minutes) }
        }
        for text in ["P999999Y", "PT0.0000001S", "P367D", "-P367D", "x"] {
            #expect(throws: FieldMistake.self) { try ReminderDraft.relative(text) }
        }
        let eleven = try (1...11).map { try ReminderDraft.minutesBefore($0) }
        #expect(throws: FieldMistake.self) { try ReminderDraft.checkList(eleven) }
        #expect(try ReminderDraft.checkList([eleven[0], eleven[0]]).count == 1)
    }
}
