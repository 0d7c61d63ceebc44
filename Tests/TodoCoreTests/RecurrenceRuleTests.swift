import FoundationEssentials
import JSON
import Testing

@testable import TodoCore

@Suite struct RecurrenceRuleTests {
    /// The rule of an edge case, as its `input` says it in words.
    struct EdgeCase: CustomTestStringConvertible {
        let id: String
        let start: String
        let zone: String
        var type = "daily"
        var interval = 1
        var weekdays: [String]?
        var weekStart: String?
        var monthDay: Int?
        var policy: String?
        var end: String?
        /// The first occurrences that the case does not list.
        var skipped = 0

        var testDescription: String { id }

        func rule() throws -> RecurrenceRule {
            try RecurrenceFields(
                type: type, interval: interval, weekdays: weekdays, weekStart: weekStart, monthDay: monthDay,
                monthEndPolicy: policy, start: start, end: end
            ).rule(in: Fixture.zone(zone))
        }
    }

    static let newYork = "America/New_York"
    static let edgeCases = [
        EdgeCase(id: "E01", start: "2027-03-12T09:00:00", zone: newYork),
        EdgeCase(id: "E02", start: "2027-03-13T02:30:00", zone: newYork),
        EdgeCase(id: "E03", start: "2027-11-06T01:30:00", zone: newYork),
        EdgeCase(id: "E04", start: "2027-03-07T02:15:00", zone: newYork, type: "weekly", weekdays: ["SU"]),
        EdgeCase(id: "E05", start: "2027-03-27T01:30:00", zone: "Europe/London"),
        EdgeCase(id: "E06", start: "2027-10-30T01:30:00", zone: "Europe/London"),
        EdgeCase(id: "E07", start: "2027-02-28T09:00:00", zone: "Europe/London", type: "monthly", monthDay: 28),
        EdgeCase(id: "E08", start: "2027-03-12T09:00:00", zone: "Asia/Karachi"),
        EdgeCase(id: "E09", start: "2027-01-04T00:15:00", zone: "Asia/Karachi", type: "weekly", weekdays: ["MO"]),
        EdgeCase(id: "E10", start: "2027-10-02T02:15:00", zone: "Australia/Lord_Howe"),
        EdgeCase(id: "E11", start: "2024-02-29T10:00:00", zone: "Asia/Karachi", type: "yearly", policy: "clamp"),
        EdgeCase(id: "E12", start: "2024-02-29T10:00:00", zone: "Asia/Karachi", type: "yearly", policy: "skip"),
        EdgeCase(id: "E13", start: "2096-02-29T12:00:00", zone: "UTC", type: "yearly", skipped: 2),
        EdgeCase(id: "E14", start: "2027-01-29T09:00:00", zone: "UTC", type: "monthly"),
        EdgeCase(id: "E15", start: "2028-01-30T09:00:00", zone: "UTC", type: "monthly"),
        EdgeCase(id: "E16", start: "2027-01-31T09:00:00", zone: newYork, type: "monthly"),
        EdgeCase(id: "E17", start: "2027-01-31T09:00:00", zone: newYork, type: "monthly", policy: "skip"),
        EdgeCase(id: "E18", start: "2026-12-31T18:00:00", zone: "UTC", type: "monthly", interval: 2),
        EdgeCase(id: "E19", start: "2026-11-30T09:00:00", zone: "UTC", type: "monthly", interval: 3),
        EdgeCase(id: "E20", start: "2026-10-15T09:00:00", zone: "UTC", type: "monthly", monthDay: 15),
        EdgeCase(id: "E21", start: "2027-01-01T00:00:00", zone: newYork, type: "yearly"),
        EdgeCase(id: "E22", start: "2027-07-04T08:00:00", zone: newYork, type: "yearly", interval: 2),
        EdgeCase(
            id: "E23", start: "2027-03-26T08:00:00", zone: "Europe/London", type: "weekly",
            weekdays: ["MO", "WE", "FR"]),
        EdgeCase(
            id: "E24", start: "2027-08-03T09:00:00", zone: "UTC", type: "weekly", interval: 2,
            weekdays: ["TU", "SU"]),
        EdgeCase(
            id: "E25", start: "2027-08-03T09:00:00", zone: "UTC", type: "weekly", interval: 2,
            weekdays: ["TU", "SU"], weekStart: "SU"),
        EdgeCase(id: "E26", start: "2027-01-06T09:00:00", zone: "Asia/Karachi", type: "weekly", weekdays: ["MO"]),
        EdgeCase(id: "E35", start: "2027-06-28T22:00:00", zone: newYork, end: "2027-06-30"),
        EdgeCase(id: "E36", start: "2027-06-28T22:00:00", zone: newYork, end: "2027-06-30T21:59:59"),
        EdgeCase(id: "E37", start: "2027-01-04T09:00:00", zone: "UTC", type: "weekly", weekdays: ["MO", "TH"]),
    ]

    @Test(arguments: edgeCases) func computedCasesAgree(_ edge: EdgeCase) throws {
        let expected = Fixture.instants(edge.id)
        try #require(!expected.isEmpty)
        let zone = Fixture.zone(edge.zone)
        let rule = try edge.rule()
        let limit = edge.end == nil ? expected.count + edge.skipped : expected.count + 5
        let moments = rule.occurrences(from: Date(secondsSince1970: 0), limit: limit, in: zone)
        #expect(moments.dropFirst(edge.skipped).map(\.instant.rfc3339) == expected)
        if let local = Fixture.edgeCase(edge.id)["local"]?.array?.compactMap(\.string) {
            #expect(moments.dropFirst(edge.skipped).map(\.wall.description) == local)
        }
    }

    @Test(arguments: edgeCases) func everyOccurrenceIsFoundFromTheOneBefore(_ edge: EdgeCase) throws {
        let zone = Fixture.zone(edge.zone)
        let rule = try edge.rule()
        let moments = rule.occurrences(from: Date(secondsSince1970: 0), limit: 60, in: zone)
        for (one, next) in zip(moments, moments.dropFirst()) {
            #expect(rule.next(after: one.instant, in: zone) == next)
            #expect(rule.next(notBefore: next.instant, in: zone) == next)
            #expect(rule.last(before: next.instant, in: zone) == one)
        }
        #expect(moments.enumerated().allSatisfy { rule.ordinal(of: $1) == $0 + 1 })
    }

    @Test func theEndIsInclusiveE34() throws {
        let rule = try RecurrenceFields(
            type: "weekly", start: "2025-01-01T09:00:00Z", end: "2025-12-31T09:00:00Z"
        ).rule(in: .utc)
        let moments = rule.occurrences(from: Date(secondsSince1970: 0), limit: 100, in: .utc)
        #expect(moments.count == Fixture.edgeCase("E34")["count"]?.int)
        #expect(moments.last?.instant.rfc3339 == Fixture.edgeCase("E34")["last"]?.string)
        #expect(rule.next(after: Fixture.date("2025-12-31T09:00:00Z"), in: .utc) == nil)
    }

    @Test func theCountEndsASeriesE37() throws {
        let rule = try RecurrenceFields(
            type: "weekly", weekdays: ["MO", "TH"], start: "2027-01-04T09:00:00", maxCount: 4
        ).rule(in: .utc)
        let moments = rule.occurrences(from: Date(secondsSince1970: 0), limit: 100, in: .utc)
        #expect(moments.map(\.instant.rfc3339) == Fixture.instants("E37"))
        #expect(rule.last(before: Fixture.date("2090-01-01T00:00:00Z"), in: .utc) == moments.last)
    }

    @Test func theCountCountsOnlyWhatExists() throws {
        let rule = try RecurrenceFields(
            type: "monthly", monthEndPolicy: "skip", start: "2027-01-31T09:00:00", maxCount: 4
        ).rule(in: .utc)
        let moments = rule.occurrences(from: Date(secondsSince1970: 0), limit: 100, in: .utc)
        #expect(moments.map(\.wall.date.month) == [1, 3, 5, 7])
        #expect(rule.last(before: Fixture.date("2090-01-01T00:00:00Z"), in: .utc) == moments.last)
    }

    @Test func theLastDayOfTheMonthFollowsTheMonth() throws {
        let rule = try RecurrenceFields(type: "monthly", monthDay: -1, start: "2027-01-15T09:00:00").rule(in: .utc)
        let moments = rule.occurrences(from: Date(secondsSince1970: 0), limit: 4, in: .utc)
        #expect(moments.map(\.wall.date.description) == ["2027-01-31", "2027-02-28", "2027-03-31", "2027-04-30"])
    }

    @Test func aDayBeforeTheStartWaitsForTheNextMonth() throws {
        let rule = try RecurrenceFields(
            type: "monthly", interval: 2, monthDay: 10, start: "2027-01-15T09:00:00"
        ).rule(in: .utc)
        let moments = rule.occurrences(from: Date(secondsSince1970: 0), limit: 3, in: .utc)
        #expect(moments.map(\.wall.date.description) == ["2027-03-10", "2027-05-10", "2027-07-10"])
    }

    /// The thirtieth of February must become the last day, not roll over into March.
    @Test func february30IsNeverMarch2() throws {
        let rule = try RecurrenceFields(type: "monthly", monthDay: 30, start: "2027-01-30T09:00:00").rule(in: .utc)
        let moments = rule.occurrences(from: Date(secondsSince1970: 0), limit: 600, in: .utc)
        #expect(moments.allSatisfy { $0.wall.date.day == min(30, $0.wall.date.lastDayOfMonth) })
        #expect(Set(moments.map { $0.wall.date.year * 12 + $0.wall.date.month }).count == 600)
    }

    @Test func aDayThatSamoaLeftOutIsOneOccurrence() throws {
        let zone = Fixture.zone("Pacific/Apia")
        let rule = try RecurrenceFields(type: "daily", start: "2011-12-28T09:00:00").rule(in: zone)
        let moments = rule.occurrences(from: Date(secondsSince1970: 0), limit: 4, in: zone)
        #expect(
            moments.map(\.instant.rfc3339) == [
                "2011-12-28T19:00:00Z", "2011-12-29T19:00:00Z", "2011-12-30T19:00:00Z", "2011-12-31T19:00:00Z",
            ])
    }

    @Test func nothingIsScheduledAfterTheLastYear() throws {
        let rule = try RecurrenceFields(type: "daily", start: "2199-12-01T09:00:00").rule(in: .utc)
        let moments = rule.occurrences(from: Date(secondsSince1970: 0), limit: 100, in: .utc)
        #expect(moments.last?.instant.rfc3339 == "2199-12-30T09:00:00Z")
    }

    @Test func aJumpOverACenturyLooksAtFewCandidates() throws {
        let zone = Fixture.zone("Europe/London")
        for type in RecurrenceFields.supportedTypes {
            let rule = try RecurrenceFields(type: type, start: "1980-05-31T09:00:00").rule(in: zone)
            let next = try #require(rule.next(after: Fixture.date("2150-02-10T00:00:00Z"), in: zone))
            #expect(next.instant > Fixture.date("2150-02-10T00:00:00Z"))
            #expect(next.number - rule.number(notAfter: next.wall.date.adding(days: -2)) <= 10, "\(type)")
        }
    }

    // MARK: Properties

    /// Rules of all kinds from a seeded generator, with the zone they live in.
    static func randomRules(_ count: Int, seed: UInt64) -> [(rule: RecurrenceRule, zone: Zone)] {
        var random = SplitMix64(seed: seed)
        let names = Fixture.zones.names
        return (0..<count).compactMap { _ in
            let zone = Fixture.zone(names[Int.random(in: names.indices, using: &random)])
            let date = CivilDate(dayNumber: Int.random(in: 12_000...26_000, using: &random))
            let time = CivilTime(microseconds: Int64.random(in: 0..<1440, using: &random) * 60_000_000) ?? .midnight
            let frequency: RecurrenceRule.Frequency =
                switch Int.random(in: 0..<4, using: &random) {
                case 0: .daily
                case 1:
                    .weekly(
                        on: Set(Weekday.allCases.filter { _ in Bool.random(using: &random) }),
                        weekStart: Bool.random(using: &random) ? .monday : .sunday)
                case 2: .monthly(day: [nil, -1, 1, 15, 29, 30, 31][Int.random(in: 0..<7, using: &random)])
                default: .yearly
                }
            let rule = RecurrenceRule(
                frequency: frequency, interval: [1, 1, 2, 3, 5, 12][Int.random(in: 0..<6, using: &random)],
                monthEndPolicy: Bool.random(using: &random) ? .clamp : .skip, start: CivilDateTime(date, time))
            return (rule, zone)
        }
    }

    @Test func occurrencesRiseAndStartNoEarlierThanTheAnchor() {
        for (rule, zone) in Self.randomRules(400, seed: 1) {
            let moments = rule.occurrences(from: Date(secondsSince1970: 0), limit: 30, in: zone)
            #expect(moments.first.map { $0.wall >= rule.start } ?? rule.mayLeaveOut, "\(rule)")
            #expect(zip(moments, moments.dropFirst()).allSatisfy { $0.instant < $1.instant }, "\(rule) \(zone.name)")
            #expect(moments.allSatisfy { $0.wall.time == rule.start.time })
        }
    }

    @Test func aJumpLandsWhereWalkingDoes() {
        var random = SplitMix64(seed: 2)
        for (rule, zone) in Self.randomRules(300, seed: 3) {
            let moments = rule.occurrences(from: Date(secondsSince1970: 0), limit: 200, in: zone)
            guard let last = moments.last else { continue }
            let start = zone.instant(rule.start).microsecondsSince1970 - 86_400_000_000
            for _ in 0..<10 {
                let instant = Date(
                    microsecondsSince1970: Int64.random(
                        in: start...max(start, last.instant.microsecondsSince1970 - 1), using: &random))
                let walked = moments.first { $0.instant > instant }
                #expect(rule.next(after: instant, in: zone) == walked, "\(rule) \(zone.name) \(instant.rfc3339)")
                let before = moments.last { $0.instant < instant }
                #expect(rule.last(before: instant, in: zone) == before, "\(rule) \(zone.name) \(instant.rfc3339)")
            }
        }
    }

    /// The slow and plain reading of the rule, date by date, that the closed form has to agree with.
    @Test func theClosedFormAgreesWithADayByDayReading() {
        for (rule, zone) in Self.randomRules(150, seed: 4) {
            let days = (0..<1500).map { rule.start.date.adding(days: $0) }
            let plain = days.filter { Self.matches(rule, $0) }
            let moments = rule.occurrences(from: Date(secondsSince1970: 0), limit: plain.count, in: zone)
            let collapsed = zone.name.hasSuffix("Apia") || zone.name.hasSuffix("Fakaofo")
            if !collapsed { #expect(moments.map(\.wall.date) == plain, "\(rule) \(zone.name)") }
        }
    }

    private static func matches(_ rule: RecurrenceRule, _ date: CivilDate) -> Bool {
        let start = rule.start.date
        let months = (date.year - start.year) * 12 + date.month - start.month
        func isDay(_ day: Int) -> Bool {
            if day == -1 { return date.day == date.lastDayOfMonth }
            return date.day == (rule.monthEndPolicy == .clamp ? min(day, date.lastDayOfMonth) : day)
        }
        switch rule.frequency {
        case .daily: return (date.dayNumber - start.dayNumber) % rule.interval == 0
        case .weekly(let weekdays, let weekStart):
            let firstWeek = start.dayNumber - start.weekday.distance(from: weekStart)
            let week = date.dayNumber - date.weekday.distance(from: weekStart)
            return (week - firstWeek) / 7 % rule.interval == 0
                && (weekdays.isEmpty ? [start.weekday] : weekdays).contains(date.weekday)
        case .monthly(let day):
            let first = day.map { $0 != -1 && min($0, start.lastDayOfMonth) < start.day } ?? false
            // Months count from the first one whose day is not before the start, a whole interval later.
            return months % rule.interval == 0 && (months > 0 || !first) && isDay(day ?? start.day)
        case .yearly: return months % (12 * rule.interval) == 0 && isDay(start.day)
        }
    }
}
