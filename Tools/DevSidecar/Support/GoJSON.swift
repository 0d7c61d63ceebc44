internal import JSON

/// JSON as daprd writes it: members sorted, `<`, `>` and `&` escaped, numbers as the endpoint treats them.
struct GoJSON {
    enum Numbers {
        /// Digit by digit as they came (`json.Number`).
        case asWritten
        /// Through a 64-bit float: integers beyond 2^53 lose digits.
        case float64
        /// As state.redis does: fractions rounded to six decimals.
        case sixDecimals
    }

    private(set) var bytes: [UInt8] = []
    private let numbers: Numbers
    private let escapesHTML: Bool

    init(numbers: Numbers = .asWritten, escapesHTML: Bool = true, capacity: Int = 1024) {
        (self.numbers, self.escapesHTML) = (numbers, escapesHTML)
        bytes.reserveCapacity(capacity)
    }

    /// The text of a value.
    static func encode(_ value: JSONValue, numbers: Numbers = .asWritten, escapesHTML: Bool = true) -> [UInt8] {
        var json = GoJSON(numbers: numbers, escapesHTML: escapesHTML)
        json.value(value)
        return json.bytes
    }

    mutating func value(_ value: JSONValue) {
        switch value {
        case .null: raw("null")
        case .bool(let truth): raw(truth ? "true" : "false")
        case .number(let number): self.number(number)
        case .string(let text): string(text)
        case .array(let items):
            bytes.append(UInt8(ascii: "["))
            for (index, item) in items.enumerated() {
                if index > 0 { bytes.append(UInt8(ascii: ",")) }
                self.value(item)
            }
            bytes.append(UInt8(ascii: "]"))
        case .object(let object): members(object.members.map { ($0.name, $0.value) })
        }
    }

    /// An object of these members, sorted by name.
    mutating func members(_ members: [(name: String, value: JSONValue)]) {
        bytes.append(UInt8(ascii: "{"))
        var first = true
        // Names are ASCII nearly always, for which this is the order of bytes.
        for member in members.sorted(by: { $0.name < $1.name }) {
            if !first { bytes.append(UInt8(ascii: ",")) }
            first = false
            string(member.name)
            bytes.append(UInt8(ascii: ":"))
            value(member.value)
        }
        bytes.append(UInt8(ascii: "}"))
    }

    private mutating func number(_ number: JSONNumber) {
        switch numbers {
        case .asWritten: bytes.append(contentsOf: number.text.utf8)
        case .float64: raw(GoNumber.text(of: Double(number.text) ?? 0))
        case .sixDecimals: raw(GoNumber.sixDecimals(Double(number.text) ?? 0))
        }
    }

    mutating func append(_ text: String) { bytes.append(contentsOf: text.utf8) }

    private mutating func raw(_ text: String) { bytes.append(contentsOf: text.utf8) }

    mutating func string(_ text: String) {
        bytes.append(UInt8(ascii: "\""))
        var text = text
        let special = escapesHTML ? Self.specialInHTML : Self.special
        text.withUTF8 { utf8 in
            var plain = 0
            var index = 0
            while index < utf8.count {
                guard special[Int(utf8[index])], let escape = escape(utf8, index) else {
                    index += 1
                    continue
                }
                bytes.append(contentsOf: utf8[plain..<index])
                append(escape.text)
                index += escape.length
                plain = index
            }
            bytes.append(contentsOf: utf8[plain...])
        }
        bytes.append(UInt8(ascii: "\""))
    }

    /// Bytes that may need an escape: one look each, because nearly all bytes do not.
    private static let special = table("\"\\")
    private static let specialInHTML = table("\"\\<>&")

    private static func table(_ characters: String) -> [Bool] {
        (0..<256).map { $0 < 0x20 || $0 == 0xE2 || characters.utf8.contains(UInt8($0)) }
    }

    private func escape(_ utf8: UnsafeBufferPointer<UInt8>, _ index: Int) -> (text: String, length: Int)? {
        switch utf8[index] {
        case UInt8(ascii: "\""): ("\\\"", 1)
        case UInt8(ascii: "\\"): ("\\\\", 1)
        case 0x0A: ("\\n", 1)
        case 0x0D: ("\\r", 1)
        case 0x09: ("\\t", 1)
        case 0x08: ("\\b", 1)
        case 0x0C: ("\\f", 1)
        case 0..<0x20: ("\\u00" + (utf8[index] < 16 ? "0" : "") + String(utf8[index], radix: 16), 1)
        case UInt8(ascii: "<"): ("\\u003c", 1)
        case UInt8(ascii: ">"): ("\\u003e", 1)
        case UInt8(ascii: "&"): ("\\u0026", 1)
        // U+2028 and U+2029 end a line in JavaScript.
        case 0xE2 where index + 2 < utf8.count && utf8[index + 1] == 0x80 && utf8[index + 2] & 0xFE == 0xA8:
            (utf8[index + 2] == 0xA8 ? "\\u2028" : "\\u2029", 3)
        default: nil
        }
    }
}
