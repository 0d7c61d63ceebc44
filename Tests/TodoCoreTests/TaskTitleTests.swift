import FoundationEssentials
import JSON
import Testing

@testable import TodoCore

@Suite struct TaskTitleTests {
    private func code(_ text: String) -> String? {
        do {
            _ = try TaskTitle.check(text)
            return nil
        } catch {
            return error.code
        }
    }

    @Test func titlesAreTrimmedOfUnicodeSpace() throws {
        #expect(try TaskTitle.check("\u{3000}\t Pay  rent\u{A0}\n") == "Pay  rent")
        #expect(try TaskTitle.check("کام") == "کام")
    }

    @Test func whatCannotBeSeenIsNoTitle() {
        for text in ["", "   ", "\u{3000}", "\u{200B}", "\u{200B}\u{2060}\u{FEFF}", "\u{200D} \u{200C}", "\u{00AD}"] {
            #expect(code(text) == "blank", "\(text.unicodeScalars.map(\.value))")
        }
    }

    @Test func controlCharactersAreRefused() {
        for text in ["a\0b", "a\nb", "a\r\nBcc: x@y", "a\u{7F}", "a\u{9B}b", "a\tb"] {
            #expect(code(text) == "invalid-character")
        }
    }

    @Test func unicodeScalarsAreCounted() throws {
        #expect(code(String(repeating: "x", count: 255)) == nil)
        #expect(code(String(repeating: "x", count: 256)) == "too-long")
        #expect(code(String(repeating: "👨‍👩‍👧‍👦", count: 36)) == nil)
        #expect(code(String(repeating: "👨‍👩‍👧‍👦", count: 255)) == "too-long")
        #expect(code(String(repeating: "x", count: 255) + String(repeating: " ", count: 1000)) == nil)
    }

    @Test func descriptionsMayHaveLines() throws {
        #expect(try TaskDescription.check("  one\r\n\ttwo\n") == "one\r\n\ttwo")
        #expect(try TaskDescription.check(" \u{200B} ") == nil)
        #expect(throws: FieldMistake.self) { try TaskDescription.check("a\0b") }
        #expect(throws: FieldMistake.self) { try TaskDescription.check(String(repeating: "x", count: 10_001)) }
        #expect(try TaskDescription.check(String(repeating: "x", count: 10_000))?.utf8.count == 10_000)
    }
}
