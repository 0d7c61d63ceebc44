internal import JSON

/// Objects whose members are not sorted, and the words of Go's decoder.
extension GoJSON {
    /// Members in this order, and the list of details where there are any.
    mutating func ordered(_ members: [(name: String, value: JSONValue)], details: [JSONValue]) {
        append("{")
        for (index, member) in members.enumerated() {
            if index > 0 { append(",") }
            string(member.name)
            append(":")
            value(member.value)
        }
        if !details.isEmpty {
            append(",\"details\":[")
            for (index, detail) in details.enumerated() {
                if index > 0 { append(",") }
                guard let object = detail.object else { continue }
                // A violation is written field first.
                ordered(object.members.map { ($0.name, $0.value) }, details: [])
            }
            append("]")
        }
        append("}")
    }

    /// A JSON body, or the mistake in Go's words: "EOF", "unexpected EOF", "invalid character …".
    static func decode(_ body: [UInt8]) -> Result<JSONValue, GoSyntaxError> {
        do throws(JSONSyntaxError) {
            return .success(try JSONReader.parse(body, limits: JSONLimits(depth: 512, bytes: .max)))
        } catch {
            return .failure(GoSyntaxError(error, body))
        }
    }
}

/// What Go says of a text that is no JSON.
struct GoSyntaxError: Error {
    let text: String

    init(_ error: JSONSyntaxError, _ body: [UInt8]) {
        guard body.contains(where: { $0 > 0x20 }) else {
            text = "EOF"
            return
        }
        guard error.offset < body.count else {
            text = "unexpected EOF"
            return
        }
        let character = UnicodeScalar(body[error.offset])
        let before = body[..<error.offset].last { $0 > 0x20 }
        let place =
            switch before {
            case UInt8(ascii: "{"): "looking for beginning of object key string"
            case UInt8(ascii: ","), UInt8(ascii: ":"), UInt8(ascii: "["), nil: "looking for beginning of value"
            default: "after top-level value"
            }
        text = "invalid character '\(character)' \(place)"
    }
}

extension JSONValue {
    /// What Go calls this kind of value.
    var goKind: String {
        switch self {
        case .null: "null"
        case .bool: "bool"
        case .number: "number"
        case .string: "string"
        case .array: "array"
        case .object: "object"
        }
    }
}
