/// One pass over one text. The recursion is bounded by ``JSONLimits/deepest``.
struct JSONParser {
    /// Longer numbers have no meaning that Double, Int or PostgreSQL's numeric keeps, and cost time to convert.
    static let longestNumber = 1_000

    let text: UnsafeBufferPointer<UInt8>
    let depth: Int
    var position = 0

    init(_ text: UnsafeBufferPointer<UInt8>, depth: Int) {
        self.text = text
        self.depth = depth
    }

    /// The byte at the position; 0, which no token begins with, at the end.
    var byte: UInt8 { position < text.count ? text[position] : 0 }

    mutating func document() throws(JSONSyntaxError) -> JSONValue {
        if text.starts(with: [0xEF, 0xBB, 0xBF]) {
            throw fail(.syntax, "JSON begins without a byte order mark")
        }
        skipSpace()
        let value = try value(at: 0)
        skipSpace()
        guard position == text.count else { throw unexpected("the end: there is something after the value") }
        return value
    }

    private mutating func value(at depth: Int) throws(JSONSyntaxError) -> JSONValue {
        switch byte {
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "{"): return try object(at: depth + 1)
        case UInt8(ascii: "["): return try array(at: depth + 1)
        case UInt8(ascii: "t"): return try literal("true", .bool(true))
        case UInt8(ascii: "f"): return try literal("false", .bool(false))
        case UInt8(ascii: "n"): return try literal("null", .null)
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return .number(try number())
        default: throw unexpected("a value")
        }
    }

    private mutating func literal(_ word: StaticString, _ value: JSONValue) throws(JSONSyntaxError) -> JSONValue {
        let end = position + word.utf8CodeUnitCount
        guard end <= text.count,
            text[position..<end].elementsEqual(
                UnsafeBufferPointer(start: word.utf8Start, count: word.utf8CodeUnitCount))
        else {
            throw unexpected("a value; the words are true, false and null")
        }
        position = end
        return value
    }

    private mutating func array(at depth: Int) throws(JSONSyntaxError) -> JSONValue {
        try enter(depth)
        var elements: [JSONValue] = []
        if skip(UInt8(ascii: "]")) { return .array(elements) }
        while true {
            do throws(JSONSyntaxError) {
                elements.append(try value(at: depth))
            } catch {
                throw error.inside("\(elements.count)")
            }
            skipSpace()
            if skip(UInt8(ascii: "]")) { return .array(elements) }
            guard skip(UInt8(ascii: ",")) else { throw unexpected("a comma or ] after an element") }
            skipSpace()
        }
    }

    private mutating func object(at depth: Int) throws(JSONSyntaxError) -> JSONValue {
        try enter(depth)
        var object = JSONObject()
        if skip(UInt8(ascii: "}")) { return .object(object) }
        while true {
            let start = position
            guard byte == UInt8(ascii: "\"") else { throw unexpected("a name in double quotes") }
            let name = try string()
            guard object.position(of: name) == nil else {
                throw fail(.duplicateKey, "this name stands twice in its object", at: start).inside(name)
            }
            skipSpace()
            guard skip(UInt8(ascii: ":")) else { throw unexpected("a colon after the name") }
            skipSpace()
            do throws(JSONSyntaxError) {
                object.add(name, try value(at: depth))
            } catch {
                throw error.inside(name)
            }
            skipSpace()
            if skip(UInt8(ascii: "}")) { return .object(object) }
            guard skip(UInt8(ascii: ",")) else { throw unexpected("a comma or } after a member") }
            skipSpace()
        }
    }

    /// Steps over an opening bracket and the space behind it.
    private mutating func enter(_ depth: Int) throws(JSONSyntaxError) {
        guard depth <= self.depth else {
            throw fail(.depth, "more than \(self.depth) arrays and objects inside each other")
        }
        position += 1
        skipSpace()
    }

    private mutating func number() throws(JSONSyntaxError) -> JSONNumber {
        let start = position
        _ = skip(UInt8(ascii: "-"))
        if !skip(UInt8(ascii: "0")) { try digits() }
        if skip(UInt8(ascii: ".")) { try digits() }
        if byte | 0x20 == UInt8(ascii: "e") {
            position += 1
            if !skip(UInt8(ascii: "+")) { _ = skip(UInt8(ascii: "-")) }
            try digits()
        }
        guard position - start <= Self.longestNumber else {
            throw fail(.size, "a number has more than \(Self.longestNumber) characters", at: start)
        }
        return JSONNumber(checked: String(decoding: text[start..<position], as: UTF8.self))
    }

    private mutating func digits() throws(JSONSyntaxError) {
        let start = position
        while byte &- UInt8(ascii: "0") < 10 { position += 1 }
        guard position > start else { throw unexpected("a digit") }
    }
}
