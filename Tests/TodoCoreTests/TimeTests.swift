import FoundationEssentials
import JSON
import Testing

@testable import TodoCore

@Suite struct TimestampTests {
    @Test(arguments: [
        ("2027-03-14T09:00:00Z", "2027-03-14T09:00:00Z"), ("2027-03-14t09:00:00z", "2027-03-14T09:00:00Z"),
        ("2027-03-14T09:00:00+05:00", "2027-03-14T04:00:00Z"), ("2027-03-14T00:30:00-04:00", "2027-03-14T04:30:00Z"),
        ("2027-03-14T09:00:00-00:00", "2027-03-14T09:00:00Z"), ("1970-01-01T00:00:00Z", "1970-01-01T00:00:00Z"),
        ("2199-12-31T23:59:59.999999Z", "2199-12-31T23:59:59.999999Z"),
        ("2027-03-14T09:00:00.5Z", "2027-03-14T09:00:00.500000Z"),
        ("2027-03-14T09:00:00.1234569Z", "2027-03-14T09:00:00.123456Z"),
        ("2027-03-14T09:00:00.000000999999999999999999999Z", "2027-03-14T09:00:00Z"),
        ("2028-02-29T23:59:60Z".replacing(":60", with: ":59"), "2028-02-29T23:59:59Z"),
        ("1970-01-01T05:00:00+05:00", "1970-01-01T00:00:00Z"),
    ]) func instantsAreReadAndWrittenOneWay(_ text: String, _ written: String) throws {
        #expect(try Timestamp.parse(text).rfc3339 == written)
    }

    @Test(arguments: [
        "10000-01-01T00:00:00Z", "0000-00-00", "0000-01-01T00:00:00Z", "-0001-01-01T00:00:00Z", "infinity", "-infinity",
        "now", "", "2025-02-30T00:00:00Z", "2025-02-29T00:00:00Z", "2025-13-01T00:00:00Z", "2025-04-31T00:00:00Z",
        "2025-01-01T00:00:00", "2025-01-01", "2025-01-01T24:00:00Z", "2016-12-31T23:59:60Z",
        "2025-01-01T00:00:00+99:99",
        "2025-01-01T00:00:00+24:00", "2025-01-01T00:00:00+05:60", "2025-01-01T00:00:00+0500", "2025-01-01 00:00:00Z",
        "2025-01-01T00:00Z", "2025-1-1T00:00:00Z", "2025-01-01T00:00:00.Z", "2025-01-01T00:00:00,5Z",
        "2025-01-01T00:00:00Z ", " 2025-01-01T00:00:00Z", "2025-01-01T00:00:00Z\n", "2025-01-01T00:00:00ZZ",
        "1969-12-31T23:59:59Z", "2200-01-01T00:00:00Z", "1970-01-01T00:00:00+05:00", "２０２５-01-01T00:00:00Z",
        "2025-W01-1T00:00:00Z", "20250101T000000Z", "1735689600", "2025-01-01T00:00:00\u{2212}05:00",
        "2025-01-01T-1:00:00Z",
    ]) func everythingElseIsRefused(_ text: String) {
        #expect { try Timestamp.parse(text) } throws: { ($0 as? FieldMistake)?.code == "invalid-date" }
    }

    @Test func microsecondsSurviveTheJourney() {
        var random = SplitMix64(seed: 5)
        for _ in 0..<20_000 {
            let microseconds = Int64(random.next() % 7_258_118_400_000_000)
            let date = Date(microsecondsSince1970: microseconds)
            #expect(date.microsecondsSince1970 == microseconds)
            #expect((try? Timestamp.parse(date.rfc3339)) == date)
        }
    }

    @Test func noDateIsTooFarForAnInteger() {
        for seconds in [Double.infinity, -.infinity, .nan, 1e308, -1e308, 1e15] {
            _ = Date(timeIntervalSinceReferenceDate: seconds).microsecondsSince1970
        }
        #expect(Date.distantFuture.microsecondsSince1970 > 0)
        #expect(Date.distantPast.microsecondsSince1970 < 0)
    }

    @Test func theWriterWritesTheSameText() {
        var random = SplitMix64(seed: 6)
        for _ in 0..<2000 {
            let date = Date(
                microsecondsSince1970: Int64(random.next() % 7_258_118_400) * (random.next() % 2 == 0 ? 1 : 1_000_000))
            var json = JSONWriter()
            json.date(date)
            #expect(json.finish().text == "\"\(date.rfc3339)\"")
        }
    }
}

@Suite struct CivilDateTests {
    @Test func everyDayFollowsTheOneBefore() throws {
        var date = try #require(CivilDate(year: 1, month: 1, day: 1))
        var weekday = date.weekday.rawValue
        let last = try #require(CivilDate(year: 9999, month: 12, day: 31))
        while date < last {
            let next = CivilDate(dayNumber: date.dayNumber + 1)
            let isNextDay = next.month == date.month && next.year == date.year && next.day == date.day + 1
            let isNextMonth = date.day == date.lastDayOfMonth && next.day == 1
            guard isNextDay || isNextMonth, next.dayNumber == date.dayNumber + 1 else {
                Issue.record("\(date) is followed by \(next)")
                return
            }
            weekday = weekday % 7 + 1
            guard next.weekday.rawValue == weekday else {
                Issue.record("\(next) is a \(next.weekday)")
                return
            }
            date = next
        }
        #expect(last.dayNumber == 2_932_896)
        #expect(CivilDate("1970-01-01")?.dayNumber == 0)
        #expect(CivilDate("2027-03-14")?.weekday == .sunday)
    }

    @Test func monthsClampToTheirEnd() throws {
        let date = try #require(CivilDate("2027-01-31"))
        #expect(date.adding(months: 1).description == "2027-02-28")
        #expect(date.adding(months: 13).description == "2028-02-29")
        #expect(date.adding(months: -2).description == "2026-11-30")
        #expect(date.adding(months: -12).description == "2026-01-31")
    }

    @Test(arguments: [
        "2027-02-29", "0000-01-01", "2027-00-01", "2027-01-00", "2027-1-01", "2027-01-01Z", "", "99999-01-01",
    ])
    func whatIsNoDayIsRefused(_ text: String) {
        #expect(CivilDate(text) == nil)
    }

    @Test func aWallValueIsItsMicroseconds() throws {
        let wall = try #require(CivilDateTime("1969-12-31T23:59:59.000001"))
        #expect(wall.microsecondsSince1970 == -999_999)
        #expect(CivilDateTime(microsecondsSince1970: -999_999) == wall)
        #expect(wall.description == "1969-12-31T23:59:59.000001")
    }
}

@Suite struct CivilDurationTests {
    @Test(arguments: [
        ("-P1D", -1, 0, "-P1D"), ("PT5S", 0, 5, "PT5S"), ("-PT5S", 0, -5, "-PT5S"), ("P1W", 7, 0, "P7D"),
        ("-P1W2D", -9, 0, "-P9D"), ("PT24H", 0, 86_400, "PT24H"), ("-P1DT2H3M4S", -1, -7384, "-P1DT2H3M4S"),
        ("PT90M", 0, 5400, "PT1H30M"), ("PT0S", 0, 0, "PT0S"), ("P0D", 0, 0, "PT0S"), ("+PT1M", 0, 60, "PT1M"),
        ("PT1H1S", 0, 3601, "PT1H1S"), ("P3660D", 3660, 0, "P3660D"),
    ]) func durationsAreRead(_ text: String, _ days: Int, _ seconds: Int, _ written: String) throws {
        let duration = try CivilDuration.parse(text)
        #expect(duration == CivilDuration(days: days, seconds: seconds))
        #expect(duration.description == written)
        #expect(try CivilDuration.parse(written) == duration)
    }

    @Test(arguments: [
        "", "P", "PT", "-P", "P1", "1D", "P1DT", "P999999Y", "P1Y", "P1M", "PT0.0000001S", "PT1.5H", "P1D1W", "PT1S1M",
        "P1D2D", "P-1D", "PT1D", "P1H", "--P1D", "p1d", "P1D ", " P1D", "P99999999999999999999D", "P3661D",
        "PT316224001S",
        "P1WT", "PTT1S", "P1DT1HT1M", "PT１S",
    ]) func otherTextsAreRefused(_ text: String) {
        #expect { try CivilDuration.parse(text) } throws: { ($0 as? FieldMistake)?.code == "invalid-duration" }
    }
}

@Suite struct IdentifierTests {
    @Test func identifiersRiseWithTime() {
        var random = SplitMix64(seed: 9)
        var last = TodoTask.ID.make(now: Fixture.date("2027-01-01T00:00:00Z"), using: &random)
        for microsecond in 1..<5000 {
            let now = Date(microsecondsSince1970: 1_798_761_600_000_000 + Int64(microsecond))
            let next = TodoTask.ID.make(now: now, using: &random)
            #expect(last < next)
            last = next
        }
    }

    @Test func versionAndVariantAreThoseOfRFC9562() throws {
        let id = TodoTask.ID.make(now: Fixture.date("2022-02-22T19:22:22Z"), random: .max)
        #expect(id.description == "017f22e2-79b0-7000-bfff-ffffffffffff")
        #expect(TodoTask.ID(id.description) == id)
        #expect(TodoTask.ID("017F22E2-79B0-7000-BFFF-FFFFFFFFFFFF") == id)
    }

    @Test(arguments: [
        "", String(repeating: " ", count: 36), "017f22e279b07000bfffffffffffffff",
        "{017f22e2-79b0-7000-bfff-ffffffffffff}", "017f22e2-79b0-7000-bfff-fffffffffffg",
    ])
    func otherTextsAreNoIdentifiers(_ text: String) {
        #expect(TodoTask.ID(text) == nil)
    }
}
