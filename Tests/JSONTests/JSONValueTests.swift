import JSON
import Testing

@Suite struct JSONValueTests {
    @Test(arguments: [
        ("0", 0), ("-0", 0), ("7", 7), ("1.0", 1), ("1e2", 100), ("1.50e1", 15), ("120e-1", 12), ("-2.5e1", -25),
        ("0e999999", 0),
        ("0.0", 0), ("9223372036854775807", .max), ("-9223372036854775808", .min), ("-9223372036854775808.000", .min),
        ("9.223372036854775807e18", .max), ("1e18", 1_000_000_000_000_000_000), ("0.001e3", 1),
    ]) func aWholeNumberIsExact(_ text: String, _ value: Int) throws {
        #expect(try JSONReader.parse(text.utf8).int == value)
    }

    @Test(arguments: [
        "0.5", "1.5", "1e-1", "1e19", "1e308", "1e999", "-1e308", "1e999999999999999999999999", "9223372036854775808",
        "-9223372036854775809", "99999999999999999999", "1e-999999999999999999999", "123456789.000000001",
        "9.223372036854775808e18", "1e9223372036854775807", "10e9223372036854775807", "1e-9223372036854775808",
        "0.1e-9223372036854775808",
    ]) func whatIsNotExactIsNoWholeNumber(_ text: String) throws {
        #expect(try JSONReader.parse(text.utf8).int == nil)
    }

    @Test func aDoubleIsFiniteOrNil() throws {
        #expect(try JSONReader.parse("1e308".utf8).double == 1e308)
        #expect(try JSONReader.parse("1e999".utf8).double == nil)
        #expect(try JSONReader.parse("1e-999".utf8).double == 0)
        #expect(JSONNumber(Double.nan) == nil)
        #expect(JSONNumber(1.5)?.text == "1.5")
    }

    @Test func numbersKeepTheirText() throws {
        for text in ["1.0", "1e2", "-0", "123456789012345678901234567890", "0.10"] {
            #expect(try JSONReader.parse(text.utf8).description == text)
        }
    }

    @Test func aValueIsAskedForByKind() throws {
        let value: JSONValue = ["s": "x", "n": 1, "b": true, "a": [1, 2], "o": [:], "z": nil]
        #expect(value["s"]?.string == "x")
        #expect(value["n"]?.int == 1)
        #expect(value["b"]?.bool == true)
        #expect(value["a"]?[1]?.int == 2)
        #expect(value["a"]?[2] == nil)
        #expect(value["o"]?.object?.isEmpty == true)
        #expect(value["z"]?.isNull == true)
        #expect(value["absent"] == nil)
        #expect(value["s"]?.int == nil)
        #expect(value["n"]?.string == nil)
        #expect(value["a"]?.array?.count == 2)
    }

    @Test func anObjectIsEditedByName() {
        var object = JSONObject()
        for number in 0..<20 { object["n\(number)"] = JSONValue.number(JSONNumber(number)) }
        object["n3"] = "three"
        object["n4"] = .some(nil)
        object["n5"] = Optional<JSONValue>.none
        #expect(object.count == 19)
        #expect(object["n3"] == "three")
        #expect(object["n4"] == .null)
        #expect(object["n5"] == nil)
        #expect(object["n19"]?.int == 19)
        for number in 6..<20 { object["n\(number)"] = Optional<JSONValue>.none }
        #expect(object.names == ["n0", "n1", "n2", "n3", "n4"])
        #expect(object["n2"]?.int == 2)
    }

    @Test func theOrderOfMembersDoesNotMatterForEquality() throws {
        #expect(try JSONReader.parse(#"{"a":1,"b":2}"#.utf8) == JSONReader.parse(#"{"b":2,"a":1}"#.utf8))
        #expect(try JSONReader.parse(#"{"a":1,"b":2}"#.utf8) != JSONReader.parse(#"{"a":1,"c":2}"#.utf8))
        #expect(try JSONReader.parse(#"{"a":1}"#.utf8) != JSONReader.parse(#"{"a":1,"b":2}"#.utf8))
    }
}
