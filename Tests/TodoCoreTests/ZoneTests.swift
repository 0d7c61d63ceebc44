import FoundationEssentials
import JSON
import Testing

@testable import TodoCore

@Suite struct ZoneTests {
    /// What Python's zoneinfo said about a zone: see make-zones.py.
    struct Expected {
        let name: String
        let changes: Int
        let changeHash: UInt64
        let instantHash: UInt64
        let wallHash: UInt64
    }

    private static let start: Int64 = 0
    private static let end: Int64 = 4_133_980_800  // 2101-01-01

    private static func expected() throws -> (version: String, zones: [Expected]) {
        let lines = try Fixture.text("zones.txt").split(separator: "\n")
        let zones = lines.dropFirst().map { line in
            let words = line.split(separator: " ")
            let hashes = words[2...].map { UInt64($0, radix: 16) ?? 0 }
            return Expected(
                name: String(words[0]), changes: Int(words[1]) ?? -1, changeHash: hashes[0], instantHash: hashes[1],
                wallHash: hashes[2])
        }
        return (String(lines[0].dropFirst(2)), zones)
    }

    @Test func everyZoneAgreesWithZoneinfo() throws {
        let (version, zones) = try Self.expected()
        #expect(zones.count > 500)
        var different: [String] = []
        for expected in zones {
            guard let zone = Fixture.zones.zone(expected.name) else {
                different.append(expected.name)
                continue
            }
            if !Self.agrees(zone, expected) { different.append(expected.name) }
        }
        if Fixture.zones.version == version {
            #expect(different == [])
        } else {
            // Another tzdata than the fixture's: rules of a few zones change with each, old names may not be installed.
            #expect(different.count < zones.count / 5, "\(different)")
        }
    }

    private static func agrees(_ zone: Zone, _ expected: Expected) -> Bool {
        var random = SplitMix64(seed: LineHash.of(expected.name))
        let instants = (0..<1000).map { _ in start + Int64(random.next() % UInt64(end - start)) }
        var walls = (0..<1000).map { _ in start + Int64(random.next() % UInt64(end - start)) }
        let changes = changes(of: zone)
        for (instant, offset) in changes {
            walls += [-7200, -1800, -1, 0, 1800, 7200].map { instant + Int64(offset) + $0 }
        }
        var (changeHash, instantHash, wallHash) = (LineHash(), LineHash(), LineHash())
        for (instant, offset) in changes { changeHash.add("\(instant) \(offset)") }
        for instant in instants { instantHash.add(String(zone.offset(at: Date(secondsSince1970: instant)))) }
        for wall in walls {
            let instant = zone.instant(CivilDateTime(microsecondsSince1970: wall * 1_000_000))
            wallHash.add(String(wall - instant.secondsSince1970))
        }
        return changes.count == expected.changes && changeHash.value == expected.changeHash
            && instantHash.value == expected.instantHash && wallHash.value == expected.wallHash
    }

    /// All changes of the offset in the span, found by asking for one after the other.
    private static func changes(of zone: Zone) -> [(Int64, Int)] {
        var found: [(Int64, Int)] = []
        var offset = zone.offset(at: Date(secondsSince1970: start))
        var next = zone.transition(after: Date(secondsSince1970: start))
        while let date = next, date.secondsSince1970 <= end {
            let after = zone.offset(at: date)
            if after != offset { found.append((date.secondsSince1970, after)) }
            offset = after
            next = zone.transition(after: date)
        }
        return found
    }

    @Test func aGapMovesTheClockForwardByItsLength() {
        let zone = Fixture.zone("America/New_York")
        let wall = CivilDateTime("2027-03-14T02:30:00")
        #expect(wall.map(zone.instant)?.rfc3339 == "2027-03-14T07:30:00Z")
        #expect(
            wall.map(zone.meaning)
                == .gap(date: Fixture.date("2027-03-14T07:30:00Z"), transition: Fixture.date("2027-03-14T07:00:00Z")))
    }

    @Test func aGapOfHalfAnHourMovesByHalfAnHour() {
        let zone = Fixture.zone("Australia/Lord_Howe")
        let instant = CivilDateTime("2027-10-03T02:15:00").map(zone.instant)
        #expect(instant?.rfc3339 == "2027-10-02T15:45:00Z")
        #expect(instant.map(zone.civil)?.description == "2027-10-03T02:45:00")
    }

    @Test func anOverlapIsItsFirstPass() {
        let zone = Fixture.zone("America/New_York")
        #expect(
            CivilDateTime("2027-11-07T01:30:00").map(zone.meaning)
                == .overlap(
                    first: Fixture.date("2027-11-07T05:30:00Z"), second: Fixture.date("2027-11-07T06:30:00Z")))
        #expect(
            CivilDateTime("2027-11-07T02:00:00").map(zone.meaning) == .unique(Fixture.date("2027-11-07T07:00:00Z")))
    }

    @Test func theRuleOfTheFooterHoldsForLaterYears() {
        let zone = Fixture.zone("Europe/London")
        #expect(zone.civil(Fixture.date("2150-06-30T12:00:00Z")).description == "2150-06-30T13:00:00")
        #expect(zone.civil(Fixture.date("2199-12-30T12:00:00Z")).description == "2199-12-30T12:00:00")
        #expect(
            CivilDateTime("2150-03-29T01:30:00").map(zone.meaning)
                == .gap(date: Fixture.date("2150-03-29T01:30:00Z"), transition: Fixture.date("2150-03-29T01:00:00Z")))
    }

    @Test func aDayStartsAfterASkippedMidnight() throws {
        // Lebanon goes forward at midnight: the day begins at 01:00.
        let zone = Fixture.zone("Asia/Beirut")
        let day = try #require(CivilDate("2027-03-28"))
        #expect(zone.civil(zone.startOfDay(day)).description == "2027-03-28T01:00:00")
        // Samoa left out 30 December 2011: that day begins where the next one does.
        let apia = Fixture.zone("Pacific/Apia")
        let lost = try #require(CivilDate("2011-12-30"))
        #expect(apia.startOfDay(lost) == apia.startOfDay(lost.adding(days: 1)))
    }

    @Test func walkingThereAndBackComesHome() {
        var random = SplitMix64(seed: 7)
        for name in Fixture.zones.names {
            let zone = Fixture.zone(name)
            for _ in 0..<50 {
                let date = Date(microsecondsSince1970: Int64(random.next() % 7_000_000_000_000_000))
                let wall = zone.civil(date)
                switch zone.meaning(of: wall) {
                case .unique(let back): #expect(back == date, "\(name) \(wall)")
                case .overlap(let first, let second): #expect(first == date || second == date, "\(name) \(wall)")
                case .gap: Issue.record("\(name): the clocks show \(wall), so it is no gap")
                }
            }
        }
    }

    @Test(arguments: ["", "TZif", "TZif2", "TZif2" + String(repeating: "\0", count: 39)])
    func whatIsNoZoneFileIsRefused(_ text: String) {
        #expect(throws: ZoneError.self) { try Zone(name: "X", tzif: Array(text.utf8)) }
    }

    @Test func everyCutOfAZoneFileIsRefused() throws {
        let bytes = Array(try Data(contentsOf: URL(filePath: "/usr/share/zoneinfo/Europe/London")))
        _ = try Zone(name: "whole", tzif: bytes)
        for length in stride(from: 0, to: bytes.count - 1, by: 7) {
            #expect(throws: ZoneError.self) { try Zone(name: "cut", tzif: Array(bytes[..<length])) }
        }
    }

    @Test func zonesThatCountLeapSecondsAreRefused() throws {
        guard let data = try? Data(contentsOf: URL(filePath: "/usr/share/zoneinfo/right/UTC")) else { return }
        #expect(throws: ZoneError.leapSeconds) { try Zone(name: "right/UTC", tzif: Array(data)) }
    }

    @Test(arguments: [
        ("EST5EDT,M3.2.0,M11.1.0", "2027-07-01T12:00:00Z", -4 * 3600),
        ("EST5EDT,M3.2.0,M11.1.0", "2027-01-01T12:00:00Z", -5 * 3600),
        ("<+1030>-10:30<+11>-11,M10.1.0,M4.1.0", "2027-01-01T12:00:00Z", 11 * 3600),
        ("<+1030>-10:30<+11>-11,M10.1.0,M4.1.0", "2027-07-01T12:00:00Z", 37_800),
        ("IST-1GMT0,M10.5.0,M3.5.0/1", "2027-01-01T12:00:00Z", 0),
        ("IST-1GMT0,M10.5.0,M3.5.0/1", "2027-07-01T12:00:00Z", 3600),
        ("<-02>2<-01>,M3.5.0/-1,M10.5.0/0", "2027-07-01T12:00:00Z", -3600),
        ("XXX3EDT4,0/0,J365/23", "2027-07-01T12:00:00Z", -4 * 3600),
        ("AAA0BBB-1,J60,J300", "2028-02-29T12:00:00Z", 0),
        ("AAA0BBB-1,J60,J300", "2028-03-01T12:00:00Z", 3600),
        ("AAA0BBB-1,59,300", "2028-02-29T12:00:00Z", 3600),
    ]) func posixRulesAreRead(_ text: String, _ instant: String, _ offset: Int) throws {
        let rule = try PosixRule(Array(text.utf8)[...])
        #expect(rule.localType(at: Fixture.date(instant).secondsSince1970).offset == offset)
    }

    @Test(arguments: ["EST", "5", "EST5EDT,M3.2.0", "EST5EDT,M13.2.0,M11.1.0", "EST5EDT,M3.2.0,M11.1.0,", "<EST5"])
    func brokenPosixRulesAreRefused(_ text: String) {
        #expect(throws: ZoneError.self) { try PosixRule(Array(text.utf8)[...]) }
    }
}
