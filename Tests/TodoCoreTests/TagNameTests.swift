import FoundationEssentials
import JSON
import Testing

@testable import TodoCore

@Suite struct TagNameTests {
    @Test func namesAreTrimmedAndTheirSpacesCollapsed() throws {
        #expect(try TagName.check("  Home \u{A0}\u{3000} office ") == "Home office")
    }

    @Test(arguments: [
        ("", "blank"), ("\u{200B}", "blank"), ("a\0b", "invalid-character"),
        (String(repeating: "x", count: 51), "too-long"),
    ])
    func brokenNamesAreRefused(_ text: String, _ code: String) {
        #expect { try TagName.check(text) } throws: { ($0 as? FieldMistake)?.code == code }
    }

    @Test func aListHasEachNameOnce() throws {
        #expect(
            try TagName.checkList(["Work", "home", "work ", "WORK", "Ärger", "ärger"]) == ["Work", "home", "Ärger"])
    }

    @Test func aListSaysWhichNameIsBroken() {
        #expect { try TagName.checkList(["ok", "\0"]) } throws: { ($0 as? FieldMistake)?.pointer == "/1" }
        #expect { try TagName.checkList((0...20).map(String.init)) } throws: {
            ($0 as? FieldMistake)?.code == "limit-exceeded"
        }
    }
}
