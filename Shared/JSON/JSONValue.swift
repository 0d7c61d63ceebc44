/// A JSON text as a value: what ``JSONReader`` answers.
///
/// Numbers keep their text and objects their order, so that what came in can go out unchanged.
public enum JSONValue: Sendable, Equatable {
    case null
    case bool(Bool)
    case number(JSONNumber)
    case string(String)
    case array([JSONValue])
    case object(JSONObject)

    /// The string, or nil when this is something else.
    public var string: String? { if case .string(let value) = self { value } else { nil } }

    /// The exact whole number, or nil when this is something else or does not fit.
    public var int: Int? { if case .number(let value) = self { value.int } else { nil } }

    /// The number, or nil when this is something else or too large for a Double.
    public var double: Double? { if case .number(let value) = self { value.double } else { nil } }

    /// The truth value, or nil when this is something else.
    public var bool: Bool? { if case .bool(let value) = self { value } else { nil } }

    /// The elements, or nil when this is something else.
    public var array: [JSONValue]? { if case .array(let value) = self { value } else { nil } }

    /// The object, or nil when this is something else.
    public var object: JSONObject? { if case .object(let value) = self { value } else { nil } }

    /// True for `null`.
    public var isNull: Bool { if case .null = self { true } else { false } }

    /// The member of that name; nil when there is none or this is no object.
    public subscript(name: String) -> JSONValue? { object?[name] }

    /// The element at that index; nil when there is none or this is no array.
    public subscript(index: Int) -> JSONValue? {
        guard case .array(let elements) = self, elements.indices.contains(index) else { return nil }
        return elements[index]
    }

    /// What a person calls this kind of value: "a string", "null".
    public var kind: String {
        switch self {
        case .null: "null"
        case .bool: "a boolean"
        case .number: "a number"
        case .string: "a string"
        case .array: "an array"
        case .object: "an object"
        }
    }
}

extension JSONValue: CustomStringConvertible {
    /// The value as JSON text.
    public var description: String {
        var json = JSONWriter(capacity: 128)
        json.value(self)
        return String(decoding: json.bytes, as: UTF8.self)
    }
}
