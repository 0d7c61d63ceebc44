import FoundationEssentials
import JSON
import Testing

@testable import TodoCore

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
