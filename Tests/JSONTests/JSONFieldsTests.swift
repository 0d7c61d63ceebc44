import JSON
import Testing

@Suite struct JSONFieldsTests {
    private func fields(_ text: String) throws -> JSONFields { JSONFields(try JSONReader.parse(text.utf8)) }

    private func mistakes(_ fields: JSONFields) -> [String] {
        var fields = fields
        do throws(JSONMistakes) {
            try fields.finish()
            return []
        } catch {
            return error.items.map { "\($0.pointer) \($0.code)" }
        }
    }

    @Test func whatIsRequiredComesUnwrapped() throws {
        var fields = try fields(#"{"title":"x","count":3,"done":true,"note":null}"#)
        let title = fields.string("title")
        let count = fields.int("count")
        let done = fields.bool("done")
        let note = fields.optional("note") { try $0.asString() }
        let read = try fields.finish(title, count, done)
        #expect(read.0 == "x")
        #expect(read.1 == 3)
        #expect(read.2)
        #expect(note == nil)
    }

    @Test func everyMistakeIsCollected() throws {
        var fields = try fields(
            #"{"title":"","count":1e308,"done":"yes","tags":["a",2,"c\u0000"],"extra":1,"sub":{"x":1.5,"y":2},"#
                + #""nul":null,"many":[1,2,3],"big":11}"#)
        _ = fields.string("title", length: 1...255)
        _ = fields.int("count")
        _ = fields.bool("done")
        _ = fields.string("missing")
        _ = fields.string("nul")
        _ = fields.array("tags") { try $0.asString() }
        let nested: Int? = fields.object("sub") { sub in
            let x = sub.int("x")
            return try sub.finish(x)
        }
        _ = fields.array("many", limit: 2) { try $0.asInt() }
        _ = fields.int("big", in: 1...10)
        fields.fail("due", code: "invalid-date", "is no date")
        #expect(nested == nil)
        #expect(!fields.isValid)
        #expect(
            mistakes(fields) == [
                "/title too-short", "/count invalid-integer", "/done invalid-type", "/missing required",
                "/nul invalid-type", "/tags/2 invalid-character", "/tags/1 invalid-type", "/sub/x invalid-integer",
                "/sub/y unknown-field", "/many limit-exceeded", "/big out-of-range", "/due invalid-date",
                "/extra unknown-field",
            ])
    }

    @Test func mistakesInArraysOfObjectsHaveTheirPlace() throws {
        var fields = try fields(#"{"a/b":[{"n":1},{"n":"x"},3,{},{"n":4,"m":5,"l":[{"k":true}]}]}"#)
        let read: [Int]? = fields.objects("a/b") { element in
            let number = element.int("n")
            _ = element.optionalObjects("l") { inner in try inner.finish(inner.string("k")) }
            return try element.finish(number)
        }
        #expect(read == [1])
        #expect(
            mistakes(fields) == [
                "/a~1b/1/n invalid-type", "/a~1b/2 invalid-type", "/a~1b/3/n required", "/a~1b/4/l/0/k invalid-type",
                "/a~1b/4/m unknown-field",
            ])
    }

    @Test func absentIsNotNull() throws {
        var fields = try fields(#"{"a":null,"b":"x"}"#)
        let (a, b, c) = (
            fields.nullable("a") { try $0.asString() }, fields.nullable("b") { try $0.asString() },
            fields.nullable("c") { try $0.asString() }
        )
        #expect(a == .some(nil))
        #expect(b == "x")
        #expect(c == nil)
        #expect(a != c)
        #expect(fields.has("a"))
        #expect(!fields.has("c"))
        try fields.finish()
    }

    @Test(arguments: ["[]", "1", "null", #""x""#, "true"]) func whatIsNoObjectIsOneMistake(_ text: String) throws {
        var fields = JSONFields(try JSONReader.parse(text.utf8), at: "/data")
        _ = fields.string("title")
        _ = fields.optional("x") { try $0.asInt() }
        #expect(mistakes(fields) == ["/data invalid-type"])
    }

    @Test func aNULInAnythingIsAMistakeWithItsPlace() throws {
        var fields = try fields(#"{"a":"x\u0000y","b":{"c":[1,"\u0000"],"d\u0000":2},"e\u0000":3}"#)
        #expect(fields.take("a") != nil)
        _ = fields.take("b")
        #expect(
            mistakes(fields) == [
                "/a invalid-character", "/b/c/1 invalid-character", "/b/d\u{0} invalid-character",
                "/e\u{0} unknown-field",
            ])
    }

    @Test(arguments: ["1e308", "-1e308", "1.5", "99999999999999999999", "1e999", "\"1\"", "true", "[]", "null"])
    func whatIsNoWholeNumberIsAMistakeAndNoTrap(_ text: String) throws {
        var fields = try fields("{\"n\":\(text)}")
        #expect(fields.int("n", in: 1...999) == nil)
        #expect(mistakes(fields).count == 1)
    }

    @Test func lengthsCountScalars() throws {
        // A family of four is one character for a person, seven for PostgreSQL's char_length.
        let family: JSONValue = "👨‍👩‍👧‍👦"
        #expect(try family.asString(length: 7...7) == "👨‍👩‍👧‍👦")
        #expect(throws: JSONMistake.self) { try family.asString(length: 1...6) }
        #expect(throws: JSONMistake.self) { try family.asString(length: 8...9) }
    }

    @Test func mistakesOfOtherErrorsHideTheirText() throws {
        struct Secret: Error {}
        var fields = try fields(#"{"a":1}"#)
        let a: Int? = fields.required("a") { _ in throw Secret() }
        #expect(a == nil)
        #expect(throws: JSONMistakes([JSONMistake("/a", code: "invalid-value", "is not valid")])) {
            try fields.finish()
        }
    }

    @Test func notMoreThanAHundredMistakesAreTold() throws {
        let fields = try fields("{" + (0..<5_000).map { "\"\($0)\":0" }.joined(separator: ",") + "}")
        #expect(mistakes(fields).count == 100)
    }

    @Test func aRequiredValueThatNobodyReadIsAMistakeToo() throws {
        var fields = try fields("{}")
        #expect(throws: JSONMistakes.self) { _ = try fields.finish(nil as Int?) }
    }
}
