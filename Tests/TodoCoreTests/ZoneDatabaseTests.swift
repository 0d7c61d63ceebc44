import FoundationEssentials
import JSON
import Testing

@testable import TodoCore

@Suite struct ZoneDatabaseTests {
    @Test(arguments: [
        "Mars/Phobos", "../../etc/passwd", "", "posixrules", "localtime", "tzdata.zi", "europe/london", "right/UTC",
        "posix/Europe/London", "Europe/London ", "UTC+1", "Europe", "zone.tab",
    ]) func whatTzdataDoesNotListIsRefused(_ name: String) {
        #expect(Fixture.zones.zone(name) == nil)
        #expect { try Fixture.zones.require(name) } throws: { ($0 as? FieldMistake)?.code == "invalid-timezone" }
    }

    @Test func zonesAndLinksAreKnown() throws {
        #expect(Fixture.zones.names.count > 400)
        #expect(Fixture.zones.version != "unknown")
        #expect(try Fixture.zones.require("Asia/Karachi").name == "Asia/Karachi")
        #expect(Fixture.zones.zone("UTC")?.offset(at: Fixture.date("2027-01-01T00:00:00Z")) == 0)
    }

    @Test func aLinkHasItsTargetsRulesWithoutAFileOfItsOwn() throws {
        let bytes = Array(try Data(contentsOf: URL(filePath: "/usr/share/zoneinfo/Europe/London")))
        let text =
            "# version 2030a\nZ UTC 0 - UTC\nZ Europe/London 0 - X\nL Europe/London GB\nL GB Old\nZ Lost/Zone 0 - X\n"
        let zones = try ZoneDatabase(tzdata: text) { name in
            guard name == "Europe/London" || name == "UTC" else { throw ZoneError.notTZif }
            return bytes
        }
        #expect(zones.version == "2030a")
        #expect(zones.names == ["Europe/London", "GB", "Old", "UTC"])
        #expect(zones.missing == ["Lost/Zone"])
        #expect(zones.zone("Old")?.name == "Old")
        #expect(zones.zone("Old")?.offset(at: Fixture.date("2027-07-01T00:00:00Z")) == 3600)
    }

    @Test func withoutZonesThereIsNoDatabase() {
        #expect(throws: ZoneDatabase.Invalid.self) { try ZoneDatabase(tzdata: "") { _ in [] } }
    }
}
