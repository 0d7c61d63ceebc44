import FoundationEssentials
import JSON
import Testing

@testable import TodoCore

@Suite struct RecurrenceFieldsTests {
    private func codes(_ fields: RecurrenceFields) -> [String] {
        do {
            _ = try fields.rule(in: .utc)
            return []
        } catch {
            return error.items.map { "\($0.pointer) \($0.code)" }
        }
    }

    @Test(arguments: ["cron", "rrule", "custom", "hourly", "", "Daily"])
    func otherTypesSayWhatIsSupported(_ type: String) throws {
        do {
            _ = try RecurrenceFields(type: type, start: "2027-01-01T09:00:00").rule(in: .utc)
            Issue.record("\(type) is no type")
        } catch {
            #expect(error.items.map(\.code) == ["unsupported-recurrence-type"])
            #expect(error.items.first?.detail.contains("daily, weekly, monthly, yearly") == true)
        }
    }

    @Test(arguments: [0, -1, 1000, 2_147_483_648, .max, .min]) func intervalsHaveARange(_ interval: Int) {
        #expect(
            codes(RecurrenceFields(type: "daily", interval: interval, start: "2027-01-01T09:00:00"))
                == ["/recurrence_interval out-of-range"])
    }

    @Test func everyMistakeIsToldAtOnce() {
        let fields = RecurrenceFields(
            type: "daily", interval: 0, weekdays: ["MO"], weekStart: "XX", monthDay: 3, monthEndPolicy: "roll",
            start: "tomorrow", end: "2027-02-30", maxCount: 0)
        #expect(
            codes(fields) == [
                "/recurrence_interval out-of-range", "/max_count out-of-range", "/by_weekday not-applicable",
                "/week_start invalid-weekday", "/by_month_day not-applicable",
                "/month_end_policy invalid-month-end-policy", "/start_date invalid-date", "/end_date invalid-date",
            ])
    }

    @Test(arguments: ["2027-01-01", "2027-01-01T08:59:59", "2026-12-31T23:00:00Z"])
    func anEndBeforeTheStartIsRefused(_ end: String) {
        let refused = codes(RecurrenceFields(type: "daily", start: "2027-01-01T09:00:00", end: end))
        // The date alone is the whole first day, and so holds the start.
        #expect(refused == (end == "2027-01-01" ? [] : ["/end_date end-before-start"]))
    }

    @Test func anEndBeforeTheFirstMatchIsRefused() {
        let fields = RecurrenceFields(
            type: "weekly", weekdays: ["MO"], start: "2027-01-06T09:00:00", end: "2027-01-10")
        #expect(codes(fields) == ["/end_date never-occurs"])
        let never = RecurrenceFields(
            type: "monthly", interval: 12, monthDay: 31, monthEndPolicy: "skip", start: "2027-04-01T09:00:00")
        #expect(codes(never) == ["/end_date never-occurs"])
    }

    @Test func aStartWithAnOffsetIsReadInTheSeriesZone() throws {
        let zone = Fixture.zone("Asia/Karachi")
        let rule = try RecurrenceFields(type: "daily", start: "2027-01-01T20:00:00Z").rule(in: zone)
        #expect(rule.start.description == "2027-01-02T01:00:00")
    }

    @Test(arguments: ["2027-01-01", "10000-01-01T00:00:00", "2027-01-01T24:00:00", "1969-12-31T09:00:00", "infinity"])
    func aStartMustBeATime(_ start: String) {
        #expect(codes(RecurrenceFields(type: "daily", start: start)) == ["/start_date invalid-date"])
    }
}
