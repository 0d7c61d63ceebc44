import FoundationEssentials
import JSON
import Testing

@testable import TodoCore

@Suite struct TaskTitleTests {
    private func code(_ text: String) -> String? {
        do {
            _ = try TaskTitle.check(text)
            return nil
        } catch {
            return error.code
        }
    }

    @Test func titlesAreTrimmedOfUnicodeSpace() throws {
        #expect(try TaskTitle.check("\u{3000}\t Pay  rent\u{A0}\n") == "Pay  rent")
        #expect(try TaskTitle.check("کام") == "کام")
    }

    @Test func whatCannotBeSeenIsNoTitle() {
        for text in ["", "   ", "\u{3000}", "\u{200B}", "\u{200B}\u{2060}\u{FEFF}", "\u{200D} \u{200C}", "\u{00AD}"] {
            #expect(code(text) == "blank", "\(text.unicodeScalars.map(\.value))")
        }
    }

    @Test func controlCharactersAreRefused() {
        for text in ["a\0b", "a\nb", "a\r\nBcc: x@y", "a\u{7F}", "a\u{9B}b", "a\tb"] {
            #expect(code(text) == "invalid-character")
        }
    }

    @Test func unicodeScalarsAreCounted() throws {
        #expect(code(String(repeating: "x", count: 255)) == nil)
        #expect(code(String(repeating: "x", count: 256)) == "too-long")
        #expect(code(String(repeating: "👨‍👩‍👧‍👦", count: 36)) == nil)
        #expect(code(String(repeating: "👨‍👩‍👧‍👦", count: 255)) == "too-long")
        #expect(code(String(repeating: "x", count: 255) + String(repeating: " ", count: 1000)) == nil)
    }

    @Test func descriptionsMayHaveLines() throws {
        #expect(try TaskDescription.check("  one\r\n\ttwo\n") == "one\r\n\ttwo")
        #expect(try TaskDescription.check(" \u{200B} ") == nil)
        #expect(throws: FieldMistake.self) { try TaskDescription.check("a\0b") }
        #expect(throws: FieldMistake.self) { try TaskDescription.check(String(repeating: "x", count: 10_001)) }
        #expect(try TaskDescription.check(String(repeating: "x", count: 10_000))?.utf8.count == 10_000)
    }
}

@Suite struct TagNameTests {
    @Test func namesAreTrimmedAndTheirSpacesCollapsed() throws {
        #expect(try TagName.check("  Home \u{A0}\u{3000} office ") == "Home office")
    }

    @Test(arguments: [
        ("", "blank"), ("\u{200B}", "blank"), ("a\0b", "invalid-character"),
        (String(repeating: "x", count: 51), "too-long"),
    ])
    func brokenNamesAreRefused(_ text: String, _ code: String) {
        #expect { try TagName.check(text) } throws: { ($0 as? FieldMistake)?.code == code }
    }

    @Test func aListHasEachNameOnce() throws {
        #expect(
            try TagName.checkList(["Work", "home", "work ", "WORK", "Ärger", "ärger"]) == ["Work", "home", "Ärger"])
    }

    @Test func aListSaysWhichNameIsBroken() {
        #expect { try TagName.checkList(["ok", "\0"]) } throws: { ($0 as? FieldMistake)?.pointer == "/1" }
        #expect { try TagName.checkList((0...20).map(String.init)) } throws: {
            ($0 as? FieldMistake)?.code == "limit-exceeded"
        }
    }
}

@Suite struct EmailAddressTests {
    @Test(arguments: ["ann@example.org", " ann@example.org ", "a.b+c@x-y.example", "ann@localhost", "ANN@Example.Org"])
    func addressesAreTaken(_ text: String) throws {
        #expect(try EmailAddress.check(text) == text.replacing(" ", with: ""))
    }

    @Test(arguments: [
        "", "ann", "@example.org", "ann@", "ann@@example.org", "a@b.c;evil@x.y", "a@b.c,evil@x.y", "\"a b\"@c",
        "a b@c.d",
        "a@b.c\r\nBcc: x@y", "Ann <ann@example.org>", "a@b..c", ".a@b.c", "a.@b.c", "a@-b.c", "a@b-.c", "münchen@x.de",
        "ann@münchen.de", "a@b.c\0", "a@b c.d", "a@[127.0.0.1]", "a@b_c.d",
        String(repeating: "x", count: 65) + "@example.org",
        "a@" + String(repeating: "abcdefghi.", count: 26) + "org",
    ]) func everythingElseIsRefused(_ text: String) {
        #expect { try EmailAddress.check(text) } throws: { ($0 as? FieldMistake)?.code == "invalid-email" }
    }
}

@Suite struct PriorityTests {
    @Test func numbersAndNamesAreThoseOfTheTable() {
        let table: [(Int, String, Int)] = [(1, "High", 3), (2, "Medium", 2), (3, "Low", 1), (4, "Critical", 4)]
        for (id, name, level) in table {
            #expect(Priority(rawValue: id)?.name == name)
            #expect(Priority(rawValue: id)?.level == level)
            #expect(Priority(name: name.uppercased())?.rawValue == id)
        }
        #expect(Priority.standard == .medium)
        #expect(Priority(name: "urgent") == nil)
    }

    @Test func requestsNameItEitherWay() throws {
        #expect(try JSONValue.string("critical").asPriority() == .critical)
        #expect(try JSONValue.number(JSONNumber(3)).asPriority() == .low)
        for text in ["0", "5", "\"\"", "\"x\"", "1e308", "1.5", "null", "true"] {
            #expect(throws: FieldMistake.self) { try JSONReader.parse(Array(text.utf8)).asPriority() }
        }
    }
}

@Suite struct DueStateTests {
    private func state(_ due: Due, _ now: String) -> DueState {
        TodoTask.sample(TaskDraft(title: "x", due: due), at: Fixture.date("2027-01-01T00:00:00Z"))
            .dueState(at: Fixture.date(now), zones: Fixture.zones)
    }

    @Test func theWindowIsClosedAtBothEndsE51() {
        let due = Due.at(Fixture.date(Fixture.edgeCase("E51")["due"]?.string ?? ""))
        #expect(state(due, "2027-06-09T11:59:59Z") == .upcoming)
        #expect(state(due, "2027-06-09T12:00:00Z") == .dueSoon)
        #expect(state(due, "2027-06-10T12:00:00Z") == .dueSoon)
        #expect(state(due, "2027-06-10T12:00:01Z") == .overdue)
        #expect(state(due, "2027-06-10T12:00:00.000001Z") == .overdue)
    }

    @Test func aDayIsNotOverUntilItEndsE50() throws {
        let due = Due.on(try #require(CivilDate("2027-06-10")), in: Fixture.zone("Asia/Karachi"))
        #expect(due.instant.rfc3339 == Fixture.edgeCase("E50")["overdue_from"]?.string)
        #expect(state(due, "2027-06-10T18:59:59Z") == .dueSoon)
        #expect(state(due, "2027-06-10T19:00:00Z") == .overdue)
        #expect(state(due, "2027-06-08T18:59:59Z") == .upcoming)
        #expect(state(due, "2027-06-08T19:00:00Z") == .dueSoon)
    }

    @Test func aDayIsDueTodayInItsZone() throws {
        let due = Due.on(try #require(CivilDate("2027-06-10")), in: Fixture.zone("Asia/Karachi"))
        let task = TodoTask.sample(TaskDraft(title: "x", due: due))
        #expect(task.isDueToday(at: Fixture.date("2027-06-09T19:00:00Z"), zones: Fixture.zones))
        #expect(!task.isDueToday(at: Fixture.date("2027-06-10T19:00:00Z"), zones: Fixture.zones))
    }

    @Test func aTaskThatIsDoneHasNoState() throws {
        let due = Due.at(Fixture.date("2027-06-10T12:00:00Z"))
        var task = TodoTask.sample(TaskDraft(title: "x", due: due))
        _ = try task.complete(at: Fixture.date("2027-06-11T00:00:00Z"))
        #expect(task.dueState(at: Fixture.date("2027-06-12T00:00:00Z"), zones: Fixture.zones) == DueState.none)
        #expect(TodoTask.sample().dueState(at: Fixture.date("2027-06-12T00:00:00Z"), zones: Fixture.zones) == .none)
    }

    @Test func aDueDateIsAnInstantOrADay() throws {
        let zone = Fixture.zone("America/New_York")
        #expect(try Due.parse("2027-11-07T09:00:00-05:00", in: zone) == .at(Fixture.date("2027-11-07T14:00:00Z")))
        let day = try Due.parse("2027-11-07", in: zone)
        #expect(day.allDay?.timezone == "America/New_York" && day.text == "2027-11-07")
        #expect(day.instant.rfc3339 == "2027-11-08T05:00:00Z")
        for text in ["2027-02-30", "1969-12-31", "2200-01-01", "0000-00-00", "tomorrow", "2027-11-07T09:00:00"] {
            #expect { try Due.parse(text, in: zone) } throws: { ($0 as? FieldMistake)?.code == "invalid-date" }
        }
    }

    @Test func noticesComeInOrderAndOnce() {
        let due = Due.at(Fixture.date("2027-06-10T12:00:00Z"))
        func notices(_ now: String) -> [DueNotice] {
            due.notices(by: Fixture.date(now), preferences: .init(), zones: Fixture.zones)
        }
        func next(_ now: String) -> String? {
            due.nextNotice(after: Fixture.date(now), preferences: .init(), zones: Fixture.zones)?.rfc3339
        }
        #expect(notices("2027-06-09T11:59:59Z") == [])
        #expect(next("2027-06-09T11:59:59Z") == "2027-06-09T12:00:00Z")
        #expect(notices("2027-06-09T12:00:00Z") == [.dueSoon])
        #expect(notices("2027-06-10T12:00:00Z") == [.dueSoon, .due])
        #expect(next("2027-06-10T12:00:00Z") == "2027-06-10T12:00:00.000001Z")
        #expect(notices("2027-06-10T12:00:01Z") == [.due, .overdue], "due soon would come too late to say anything")
        #expect(next("2027-06-10T12:00:01Z") == nil)
    }

    @Test func anAllDayTaskSpeaksInTheMorningBefore() throws {
        let due = Due.on(try #require(CivilDate("2027-11-07")), in: Fixture.zone("America/New_York"))
        let instants = DueNotice.allCases.map {
            due.instant(of: $0, preferences: .init(), zones: Fixture.zones).rfc3339
        }
        #expect(instants == ["2027-11-06T13:00:00Z", "2027-11-08T05:00:00Z", "2027-11-08T05:00:00Z"])
    }
}

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
