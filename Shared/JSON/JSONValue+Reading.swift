/// Readers for ``JSONFields``: the value as a type, or a mistake that says what it should be.
extension JSONValue {
    /// The string; a length counts Unicode scalars, as PostgreSQL's `char_length` does.
    public func asString(length: ClosedRange<Int>? = nil) throws(JSONMistake) -> String {
        guard case .string(let text) = self else { throw mistyped("a string") }
        guard let length else { return text }
        let count = text.unicodeScalars.count
        guard count >= length.lowerBound else {
            let detail = count == 0 ? "must not be empty" : "must have at least \(length.lowerBound) characters"
            throw JSONMistake(code: "too-short", detail)
        }
        guard count <= length.upperBound else {
            throw JSONMistake(code: "too-long", "must have at most \(length.upperBound) characters")
        }
        return text
    }

    /// The exact whole number.
    public func asInt(in range: ClosedRange<Int> = .min ... .max) throws(JSONMistake) -> Int {
        guard case .number(let number) = self else { throw mistyped("a whole number") }
        guard let value = number.int else { throw JSONMistake(code: "invalid-integer", "must be a whole number") }
        guard range.contains(value) else {
            throw JSONMistake(code: "out-of-range", "must be from \(range.lowerBound) to \(range.upperBound)")
        }
        return value
    }

    /// The finite number.
    public func asDouble(in range: ClosedRange<Double>? = nil) throws(JSONMistake) -> Double {
        guard case .number(let number) = self else { throw mistyped("a number") }
        guard let value = number.double else { throw JSONMistake(code: "out-of-range", "is too large") }
        if let range, !range.contains(value) {
            throw JSONMistake(code: "out-of-range", "must be from \(range.lowerBound) to \(range.upperBound)")
        }
        return value
    }

    /// The truth value.
    public func asBool() throws(JSONMistake) -> Bool {
        guard case .bool(let value) = self else { throw mistyped("true or false") }
        return value
    }

    /// The elements, not more than `limit`.
    public func asArray(limit: Int = .max) throws(JSONMistake) -> [JSONValue] {
        guard case .array(let elements) = self else { throw mistyped("an array") }
        guard elements.count <= limit else {
            throw JSONMistake(code: "limit-exceeded", "must have at most \(limit) elements")
        }
        return elements
    }

    /// The object.
    public func asObject() throws(JSONMistake) -> JSONObject {
        guard case .object(let object) = self else { throw mistyped("an object") }
        return object
    }

    func mistyped(_ wanted: String) -> JSONMistake {
        JSONMistake(code: "invalid-type", "must be \(wanted), not \(kind)")
    }

    /// Calls `found` with the pointer of each string or name that has U+0000 in it, which PostgreSQL cannot store.
    func forEachNUL(at pointer: String, _ found: (String) -> Void) {
        switch self {
        case .null, .bool, .number: break
        case .string(let text): if text.utf8.contains(0) { found(pointer) }
        case .array(let elements):
            for (index, element) in elements.enumerated() {
                element.forEachNUL(at: pointer.appending(index), found)
            }
        case .object(let object):
            for member in object {
                if member.name.utf8.contains(0) { found(pointer.appending(member.name)) }
                member.value.forEachNUL(at: pointer.appending(member.name), found)
            }
        }
    }

    /// Whether ``forEachNUL(at:_:)`` would find one; without making pointers.
    var holdsNUL: Bool {
        switch self {
        case .null, .bool, .number: false
        case .string(let text): text.utf8.contains(0)
        case .array(let elements): elements.contains { $0.holdsNUL }
        case .object(let object): object.contains { $0.name.utf8.contains(0) || $0.value.holdsNUL }
        }
    }
}
