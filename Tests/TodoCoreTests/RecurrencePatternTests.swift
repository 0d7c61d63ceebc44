import FoundationEssentials
import Testing

@testable import TodoCore

@Suite struct RecurrencePatternTests {
    @Test(arguments: [
        ("daily", "daily"), ("weekly", "weekly"), ("monthly", "monthly"), ("yearly", "yearly"),
        ("weekdays", "weekdays"), ("every weekday", "weekdays"), ("every day", "daily"), ("every month", "monthly"),
        ("every 1 year", "yearly"), ("every 2 weeks", "every 2 weeks"), ("every other day", "every 2 days"),
        ("every 999 days", "every 999 days"), ("every 3 month", "every 3 months"),
    ])
    func aTextIsOnePattern(text: String, canonical: String) throws {
        let pattern = try RecurrencePattern.parse(text)
        #expect(pattern.description == canonical)
        #expect(RecurrencePattern(canonical) == pattern)
    }

    @Test(arguments: [
        "", " ", "hourly", "every", "every 0 days", "every -1 days", "every +2 days", "every 1000 days",
        "every two days", "Daily", "every  2 days", " daily", "every 02 days", "every other days",
        "every 2 weekdays", "every 2 weeks on monday", "weekly weekly", "RRULE:FREQ=DAILY", "0 9 * * *",
        "every 1.5 days",
    ])
    func anythingElseIsNone(text: String) {
        #expect(throws: FieldMistake.self) { try RecurrencePattern.parse(text) }
    }

    @Test(arguments: ["daily", "weekdays", "weekly", "every 2 weeks", "monthly", "every 5 years"])
    func theRuleOfAPatternHasThatPattern(text: String) throws {
        let pattern = try RecurrencePattern.parse(text)
        let start = try #require(CivilDateTime("2027-01-31T09:00:00"))
        #expect(RecurrencePattern(pattern.rule(startingAt: start)) == pattern)
    }

    @Test func weekdaysLeaveTheWeekendOut() throws {
        let start = try #require(CivilDateTime("2027-01-07T09:00:00"))  // a Thursday
        let rule = RecurrencePattern.weekdays.rule(startingAt: start)
        let found = rule.occurrences(from: Fixture.date("2027-01-07T00:00:00Z"), limit: 4, in: .utc)
        #expect(found.map(\.wall.date.description) == ["2027-01-07", "2027-01-08", "2027-01-11", "2027-01-12"])
    }
}
