import JSON
import Testing

@Suite struct JSONWriterTests {
    private func text(_ body: (inout JSONWriter) -> Void) -> String {
        var json = JSONWriter(capacity: 1)
        body(&json)
        return json.finish().text
    }

    @Test func commasComeByThemselves() {
        let written = text { json in
            json.beginObject()
            json.key("a")
            json.int(1)
            json.key("b")
            json.beginArray()
            json.null()
            json.bool(true)
            json.bool(false)
            json.object { _ in }
            json.array { $0.array { _ in } }
            json.endArray()
            json.member("c", "d")
            json.endObject()
        }
        #expect(written == #"{"a":1,"b":[null,true,false,{},[[]]],"c":"d"}"#)
    }

    @Test func membersOfNilAreNull() {
        let written = text { json in
            json.object { json in
                json.member("a", nil as String?)
                json.member("b", nil as Int?)
                json.member("c", 3 as Int?)
                json.member("d", false)
                json.member("e", [1, "x"])
                json.object("f") { $0.member("g", "h") }
                json.array("i") { $0.int(1) }
                let name = "j\"k"
                json.key(name)
                json.null()
            }
        }
        #expect(written == #"{"a":null,"b":null,"c":3,"d":false,"e":[1,"x"],"f":{"g":"h"},"i":[1],"j\"k":null}"#)
    }

    @Test(arguments: [
        0, 1, 9, 10, 11, 99, 100, 101, 999, 1_000, 12_345, -1, -9, -10, -999, 1_000_000_000_000_000_000,
        999_999_999_999_999_999, .max, .min, .max - 1, .min + 1,
    ]) func wholeNumbersAreDecimal(_ value: Int) {
        #expect(text { $0.int(value) } == String(value))
    }

    @Test func everyPowerOfTenIsWritten() {
        var power = 1
        for _ in 0..<18 {
            power *= 10
            for value in [power - 1, power, power + 1, -power] {
                #expect(text { $0.int(value) } == String(value))
            }
        }
    }

    @Test func unsignedNumbersBeyondInt64AreWritten() {
        #expect(text { $0.int(UInt64.max) } == "18446744073709551615")
    }

    @Test func doublesReadBackAsTheSame() throws {
        for value in [
            0.0, -0.0, 0.1, 1.5, 1e308, .leastNonzeroMagnitude, 1e16, 123456789.125, -2.5e-10, .greatestFiniteMagnitude,
        ] {
            let written = text { $0.double(value) }
            let read = try JSONReader.parse(written.utf8)
            #expect(read.double == value)
        }
    }

    @Test func whatIsNoNumberIsNull() {
        #expect(text { $0.double(.nan) } == "null")
        #expect(text { $0.double(.infinity) } == "null")
        #expect(text { $0.double(-.infinity) } == "null")
    }

    @Test func controlCharactersAreEscaped() throws {
        for code in UInt8(0)..<0x20 {
            let string = "a" + String(UnicodeScalar(code))
            let written = text { $0.string(string) }
            let expected: String =
                switch code {
                case 0x08: #""a\b""#
                case 0x09: #""a\t""#
                case 0x0A: #""a\n""#
                case 0x0C: #""a\f""#
                case 0x0D: #""a\r""#
                default: "\"a\\u00" + (code < 16 ? "0" : "1") + String(code % 16, radix: 16) + "\""
                }
            #expect(written == expected)
        }
    }

    @Test func quotesAndBackslashesAreEscaped() {
        #expect(text { $0.string(#"say "\n""#) } == #""say \"\\n\"""#)
    }

    @Test func everyByteAtEveryPlaceReadsBack() throws {
        // Eight bytes are looked at together: each character that needs an escape, at each place of two words and a rest.
        let fillers = ["x", "é", "\u{7F}", " ", "!", "😀"]
        for code in Array(0..<0x24) + [0x5B, 0x5C, 0x5D, 0x7F, 0x80, 0x22, 0x2028, 0xFFFF, 0x10FFFF] {
            let scalar = try #require(Unicode.Scalar(UInt32(code)))
            for place in 0..<20 {
                let filler = fillers[place % fillers.count]
                let string =
                    String(repeating: filler, count: place) + String(scalar)
                    + String(repeating: filler, count: 19 - place)
                let read = try JSONReader.parse(text { $0.string(string) }.utf8)
                #expect(read == .string(string))
            }
        }
    }

    @Test func onlyEscapesGrowTheMemoryAsNeeded() throws {
        for count in [0, 1, 7, 8, 9, 63, 64, 65, 511, 512, 513, 5_000] {
            let string = String(repeating: "\u{1}", count: count)
            let written = text { $0.string(string) }
            #expect(written == "\"" + String(repeating: "\\u0001", count: count) + "\"")
        }
    }

    @Test func aUUIDIsItsHexadecimalDigits() {
        let bytes: [UInt8] = [
            0x01, 0x23, 0x45, 0x67, 0x89, 0xAB, 0xCD, 0xEF, 0xFE, 0xDC, 0xBA, 0x98, 0x76, 0x54, 0x32, 0x10,
        ]
        let written = text { json in bytes.withUnsafeBytes { json.uuid(bytes: $0) } }
        #expect(written == "\"01234567-89ab-cdef-fedc-ba9876543210\"")
    }

    @Test func everyByteOfAUUIDIsWritten() {
        for value in UInt8.min ... .max {
            let bytes = [UInt8](repeating: value, count: 16)
            let written = text { json in bytes.withUnsafeBytes { json.uuid(bytes: $0) } }
            let digits = (value < 16 ? "0" : "") + String(value, radix: 16)
            let expected = [4, 2, 2, 2, 6].map { String(repeating: digits, count: $0) }.joined(separator: "-")
            #expect(written == "\"\(expected)\"")
        }
    }

    @Test(
        arguments: [
            (0, "2000-01-01T00:00:00Z"), (1, "2000-01-01T00:00:00.000001Z"), (-1, "1999-12-31T23:59:59.999999Z"),
            (1_500_000, "2000-01-01T00:00:01.500000Z"), (5_097_600_000_000, "2000-02-29T00:00:00Z"),
            (5_184_000_000_000, "2000-03-01T00:00:00Z"), (-946_684_800_000_000, "1970-01-01T00:00:00Z"),
            (794_134_800_000_000, "2025-03-01T09:00:00Z"), (-3_155_673_600_000_000, "1900-01-01T00:00:00Z"),
            (-3_150_576_000_000_001, "1900-02-28T23:59:59.999999Z"), (-3_150_576_000_000_000, "1900-03-01T00:00:00Z"),
            (3_160_857_600_000_000, "2100-03-01T00:00:00Z"), (3_160_771_200_000_000, "2100-02-28T00:00:00Z"),
            (-63_113_904_000_000_000, "0000-01-01T00:00:00Z"), (252_455_615_999_999_999, "9999-12-31T23:59:59.999999Z"),
        ] as [(Int64, String)]) func anInstantIsRFC3339(_ microseconds: Int64, _ expected: String)
    {
        #expect(text { $0.date(microseconds: microseconds) } == "\"\(expected)\"")
    }

    @Test(arguments: [Int64.max, .min, 252_455_616_000_000_000, -63_113_904_000_000_001])
    func anInstantWithoutSuchATextIsNull(_ microseconds: Int64) {
        #expect(text { $0.date(microseconds: microseconds) } == "null")
    }

    @Test func everyDayOfFourCenturiesFollowsTheOneBefore() {
        let lengths = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
        var (year, month, day) = (1900, 1, 1)
        var microseconds: Int64 = -3_155_673_600_000_000
        for _ in 0..<146_097 {
            let written = text { $0.date(microseconds: microseconds) }
            let expected = "\"\(year)-\(month < 10 ? "0" : "")\(month)-\(day < 10 ? "0" : "")\(day)T00:00:00Z\""
            if written != expected { #expect(written == expected) }
            let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
            day += 1
            if day > lengths[month - 1] + (month == 2 && leap ? 1 : 0) { (month, day) = (month + 1, 1) }
            if month > 12 { (year, month) = (year + 1, 1) }
            microseconds += 86_400_000_000
        }
        #expect(year == 2300)
    }

    @Test func writtenJSONCanBeAValueOfOtherJSON() {
        let inner = JSONBytes(copying: Array(#"{"a":1}"#.utf8))
        let written = text { json in
            json.array { json in
                json.raw(inner)
                json.raw("2".utf8)
                json.value([nil, true, ["k": "v"]])
            }
        }
        #expect(written == #"[{"a":1},2,[null,true,{"k":"v"}]]"#)
    }

    @Test func theMemoryCanBeGivenAwayOnce() {
        var json = JSONWriter()
        json.string("x")
        let bytes = json.finish()
        #expect(bytes.count == 3)
        let memory = bytes.release()
        #expect(memory.load(as: UInt8.self) == UInt8(ascii: "\""))
        #expect(bytes.count == 0)
        #expect(bytes.bytes.isEmpty)
        memory.deallocate()
        bytes.release().deallocate()
    }

    @Test func aWriterCanStartAgain() {
        var json = JSONWriter()
        json.int(1)
        json.removeAll()
        json.int(2)
        #expect(json.bytes == [UInt8(ascii: "2")])
        #expect(json.count == 1)
        #expect(json.withBytes { $0.count } == 1)
    }
}
