public import FoundationEssentials
public import JSON

/// Readers for `JSONFields` and for events: the value as a type of ours, or a mistake that says what it should be.
extension JSONValue {
    /// The UUID of a canonical text.
    public func asIdentifier<Entity>(of _: Entity.Type = Entity.self) throws(JSONMistake) -> Identifier<Entity> {
        guard let id = Identifier<Entity>(try asString()) else {
            throw JSONMistake(code: "invalid-uuid", detail: "must be a UUID")
        }
        return id
    }

    /// The instant of an RFC 3339 text with an offset.
    public func asDate() throws(JSONMistake) -> Date {
        guard case .string(let text) = self else { throw .invalidDate }
        return try Timestamp.parse(text)
    }

    /// The signed duration of an ISO 8601 text.
    public func asDuration() throws(JSONMistake) -> CivilDuration {
        try CivilDuration.parse(try asString())
    }

    /// The case of an enumeration that the text names.
    public func asCase<Value: RawRepresentable<String> & CaseIterable>(
        of _: Value.Type = Value.self
    ) throws(JSONMistake) -> Value {
        guard let value = Value(rawValue: try asString()) else {
            let names = Value.allCases.map { "\"\($0.rawValue)\"" }.joined(separator: ", ")
            throw JSONMistake(code: "invalid-value", detail: "must be one of \(names)")
        }
        return value
    }

    /// The priority: its number, or its name in any case.
    public func asPriority() throws(JSONMistake) -> Priority {
        switch self {
        case .string(let name):
            if let priority = Priority(name: name) { return priority }
        default:
            if let priority = try Priority(rawValue: asInt()) { return priority }
        }
        throw JSONMistake(
            code: "invalid-priority", detail: "must be 1 (High), 2 (Medium), 3 (Low), 4 (Critical), or one of the names"
        )
    }
}
