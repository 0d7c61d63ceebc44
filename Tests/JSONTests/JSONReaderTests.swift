import JSON
import Testing

@Suite struct JSONReaderTests {
    private func error(_ text: String, limits: JSONLimits = JSONLimits()) -> JSONSyntaxError? {
        error(Array(text.utf8), limits: limits)
    }

    private func error(_ bytes: [UInt8], limits: JSONLimits = JSONLimits()) -> JSONSyntaxError? {
        do throws(JSONSyntaxError) {
            _ = try JSONReader.parse(bytes, limits: limits)
            return nil
        } catch {
            return error
        }
    }

    @Test(arguments: JSONTexts.accepted) func thisIsJSON(_ text: String) throws {
        let value = try JSONReader.parse(text.utf8)
        // What is written from it reads back as the same.
        let again = try JSONReader.parse(value.description.utf8)
        #expect(again == value)
    }

    @Test(arguments: JSONTexts.refused) func thisIsNotJSON(_ text: String) {
        #expect(error(text)?.kind == .syntax)
    }

    @Test(arguments: JSONTexts.invalidUTF8) func theseBytesAreNotUTF8(_ bytes: [UInt8]) {
        #expect(error(bytes)?.kind == .utf8)
    }

    @Test(arguments: JSONTexts.halfPairs) func halfASurrogatePairIsRefused(_ text: String) {
        #expect(error(text)?.kind == .utf8)
    }

    @Test(arguments: JSONTexts.values) func theValueIsWhatWasWritten(_ text: String, _ value: JSONValue) throws {
        #expect(try JSONReader.parse(text.utf8) == value)
    }

    @Test(arguments: [
        (#"{"a":1,"a":2}"#, "/a", 7), (#"{"a":{"b":[0,{"x":1,"x":1}]}}"#, "/a/b/1/x", 20),
        (#"{"a/b":{"m~n":1,"m~n":2}}"#, "/a~1b/m~0n", 16), (#"{"":1,"":2}"#, "/", 6), (#"{"a":1,"\u0061":2}"#, "/a", 7),
        (#"{"1":0,"2":0,"3":0,"4":0,"5":0,"6":0,"7":0,"8":0,"9":0,"10":0,"9":0}"#, "/9", 62),
    ]) func aNameTwiceIsRefusedWithItsPointer(_ text: String, _ pointer: String, _ offset: Int) {
        let found = error(text)
        #expect(found?.kind == .duplicateKey)
        #expect(found?.pointer == pointer)
        #expect(found?.offset == offset)
    }

    @Test(arguments: [
        ("", 0, 1, 1, "", "Line 1, column 1: the text ends where it needs a value."),
        (#"{"a" 1}"#, 5, 1, 6, "", "Line 1, column 6: expected a colon after the name."),
        ("{\n  \"a\": [1,\n 2 3]}", 16, 3, 4, "/a", "Line 3, column 4: expected a comma or ] after an element."),
        (#"{"é":tru}"#, 6, 1, 6, "/é", "Line 1, column 6: expected a value; the words are true, false and null."),
        (#"["a\qb"]"#, 3, 1, 4, "/0", "Line 1, column 4: JSON has no such escape."),
        (#"["ab"#, 1, 1, 2, "/0", "Line 1, column 2: this string does not end."),
        (#"{"a":1}x"#, 7, 1, 8, "", "Line 1, column 8: expected the end: there is something after the value."),
        (#"{"a":-}"#, 6, 1, 7, "/a", "Line 1, column 7: expected a digit."),
        ("\u{FEFF}{}", 0, 1, 1, "", "Line 1, column 1: JSON begins without a byte order mark."),
    ]) func aMistakeTellsItsPlace(
        _ text: String, _ offset: Int, _ line: Int, _ column: Int, _ pointer: String, _ words: String
    ) {
        let found = error(text)
        #expect(found?.offset == offset)
        #expect(found?.line == line)
        #expect(found?.column == column)
        #expect(found?.pointer == pointer)
        #expect(found?.description == words)
    }

    @Test func theOffsetOfBadUTF8IsTheBadSequence() {
        #expect(error([0x22, 0x61, 0xC3, 0xA9, 0xC3, 0x22])?.offset == 4)
        #expect(error([0x5B, 0x31, 0x2C, 0xFF, 0x5D])?.offset == 3)
    }

    @Test func depthIsLimited() throws {
        func nested(_ depth: Int) -> String {
            String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
        }
        _ = try JSONReader.parse(nested(32).utf8)
        let found = error(nested(33))
        #expect(found?.kind == .depth)
        #expect(found?.offset == 32)
        _ = try JSONReader.parse(nested(512).utf8, limits: JSONLimits(depth: .max))
        #expect(error(nested(513), limits: JSONLimits(depth: .max))?.kind == .depth)
    }

    @Test func aHundredThousandBracketsOverflowNothing() {
        for opening in ["[", #"{"a":"#, #"[{"a":"#] {
            let text = String(repeating: opening, count: 100_000)
            #expect(error(text)?.kind == .depth)
            #expect(error(text, limits: JSONLimits(depth: .max))?.kind == .depth)
        }
    }

    @Test func sizeIsLimited() throws {
        let text = "\"" + String(repeating: "x", count: 98) + "\""
        _ = try JSONReader.parse(text.utf8, limits: JSONLimits(bytes: 100))
        #expect(error(text, limits: JSONLimits(bytes: 99))?.kind == .size)
    }

    @Test func aNumberOfAThousandDigitsIsTheLongest() throws {
        let digits = String(repeating: "9", count: 1_000)
        #expect(try JSONReader.parse(digits.utf8) != .null)
        #expect(error(digits + "9")?.kind == .size)
    }

    @Test func anObjectKeepsItsOrder() throws {
        let names = (0..<100).map { "n\(99 - $0)" }
        let text = "{" + names.map { "\"\($0)\":\"\($0)\"" }.joined(separator: ",") + "}"
        let object = try #require(try JSONReader.parse(text.utf8).object)
        #expect(object.names == names)
        for name in names { #expect(object[name] == .string(name)) }
        #expect(object["absent"] == nil)
    }

    @Test func aHundredThousandNamesAreReadInOnePass() throws {
        let text = "{" + (0..<100_000).map { "\"\($0)\":0" }.joined(separator: ",") + "}"
        let value = try JSONReader.parse(text.utf8, limits: JSONLimits(bytes: 1 << 22))
        #expect(value.object?.count == 100_000)
    }

    @Test(arguments: [0, 10, 30_000]) func aBodyIsReadTheSameWhateverItsLength(_ count: Int) async throws {
        let elements = (0..<count).map { "\($0)" }.joined(separator: ",")
        let body = Array("[\(elements)]".utf8)
        #expect(try await JSONReader.parse(body: body).array?.count == count)
        await #expect(throws: JSONSyntaxError.self) { try await JSONReader.parse(body: body + [0x5D]) }
        await #expect(throws: JSONSyntaxError.self) {
            try await JSONReader.parse(body: body, limits: JSONLimits(bytes: body.count - 1))
        }
    }

    @Test func anyCollectionOfBytesCanBeRead() throws {
        #expect(try JSONReader.parse("[1]".utf8.lazy.map { $0 }) == [1])
        #expect(try JSONReader.parse(ArraySlice(" [1] ".utf8)) == [1])
        #expect(try JSONReader.parse(JSONBytes(copying: Array("[1]".utf8))) == [1])
    }
}
