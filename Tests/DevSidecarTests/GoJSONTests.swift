import JSON
import Testing

@testable import DevSidecar

@Suite struct GoJSONTests {
    private func encode(_ text: String, _ numbers: GoJSON.Numbers = .asWritten, escapesHTML: Bool = true) throws
        -> String
    {
        let value = try JSONReader.parse(text.utf8)
        return String(decoding: GoJSON.encode(value, numbers: numbers, escapesHTML: escapesHTML), as: UTF8.self)
    }

    @Test func membersAreSortedAndMarkupIsEscaped() throws {
        #expect(
            try encode(#"{"b":"<&>","a":{"d":1,"c":"\u2028\n"}}"#)
                == #"{"a":{"c":"\u2028\n","d":1},"b":"\u003c\u0026\u003e"}"#)
        #expect(try encode(#""<é>""#, escapesHTML: false) == #""<é>""#)
    }

    @Test(arguments: [
        ("9007199254740993", "9007199254740992"), ("1.0", "1"), ("1e3", "1000"), ("1.10", "1.1"), ("-0.5", "-0.5"),
        ("1e21", "1e+21"), ("1e20", "100000000000000000000"), ("1e-7", "1e-7"), ("0.000001", "0.000001"),
        ("123456.789", "123456.789"), ("1.5e300", "1.5e+300"), ("0", "0"),
    ])
    func floatsAreGos(_ text: String, _ expected: String) throws {
        #expect(try encode(text, .float64) == expected)
        #expect(try encode(text) == text)
    }

    @Test(arguments: [("1.23456789", "1.234568"), ("1.5", "1.5"), ("-0", "0"), ("42", "42"), ("-7.25", "-7.25")])
    func theStoreKeepsSixDecimals(_ text: String, _ expected: String) throws {
        #expect(try encode(text, .sixDecimals) == expected)
    }

    @Test(arguments: [
        ("", "EOF"), ("[", "unexpected EOF"),
        ("{oops", "invalid character 'o' looking for beginning of object key string"),
    ])
    func mistakesAreInGosWords(_ text: String, _ expected: String) {
        guard case .failure(let error) = GoJSON.decode(Array(text.utf8)) else {
            Issue.record("\(text) was read")
            return
        }
        #expect(error.text == expected)
    }
}
