import FoundationEssentials
import JSON
import Testing

@testable import TodoCore

@Suite struct CreateAheadTests {
    @Test(arguments: ["day_start", "exact", "PT0S", "PT90M", "P30D"]) func textsComeBack(_ text: String) throws {
        let parsed = try CreateAhead.parse(text)
        #expect(try CreateAhead.parse(parsed.description) == parsed)
    }

    @Test(arguments: ["", "P31D", "-P1D", "PT721H", "day", "P1M"]) func otherTextsAreRefused(_ text: String) {
        #expect(throws: FieldMistake.self) { try CreateAhead.parse(text) }
    }
}
