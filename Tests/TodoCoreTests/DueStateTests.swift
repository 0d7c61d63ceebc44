import FoundationEssentials
import JSON
import Testing

@testable import TodoCore

@Suite struct DueStateTests {
    private func state(_ due: Due, _ now: String) -> DueState {
        TodoTask.sample(TaskDraft(title: "x", due: due), at: Fixture.date("2027-01-01T00:00:00Z"))
            .dueState(at: moment(now))
    }

    private func moment(_ now: String, in zone: String = "UTC") -> DueMoment {
        DueMoment(Fixture.date(now), zone: Fixture.zone(zone), zones: Fixture.zones)
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
        #expect(!task.isDueToday(at: moment("2027-06-09T18:59:59Z")))
        #expect(task.isDueToday(at: moment("2027-06-09T19:00:00Z")))
        #expect(task.isDueToday(at: moment("2027-06-10T18:59:59Z")))
        #expect(!task.isDueToday(at: moment("2027-06-10T19:00:00Z")))
    }

    @Test func anInstantIsDueTodayByTheUsersCalendar() {
        let task = TodoTask.sample(TaskDraft(title: "x", due: .at(Fixture.date("2027-06-10T20:00:00Z"))))
        #expect(task.isDueToday(at: moment("2027-06-10T00:00:00Z")))
        #expect(!task.isDueToday(at: moment("2027-06-10T00:00:00Z", in: "Asia/Karachi")))
        #expect(task.isDueToday(at: moment("2027-06-10T19:00:00Z", in: "Asia/Karachi")))
        #expect(!task.isDueToday(at: moment("2027-06-11T00:00:00Z")))
    }

    @Test func aTaskThatIsDoneHasNoState() throws {
        let due = Due.at(Fixture.date("2027-06-10T12:00:00Z"))
        var task = TodoTask.sample(TaskDraft(title: "x", due: due))
        _ = try task.complete(at: Fixture.date("2027-06-11T00:00:00Z"))
        #expect(task.dueState(at: moment("2027-06-12T00:00:00Z")) == DueState.none)
        #expect(!task.isDueToday(at: moment("2027-06-10T00:00:00Z")))
        #expect(TodoTask.sample().dueState(at: moment("2027-06-12T00:00:00Z")) == .none)
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
