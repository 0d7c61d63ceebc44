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
