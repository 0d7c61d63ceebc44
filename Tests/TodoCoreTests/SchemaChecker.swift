import FoundationEssentials
import JSON
import TodoCore

/// Checks values against the JSON Schemas of the events: the keywords those files use, and no other.
///
/// Formats are assertions here. Stricter than the schemas in one thing: a member that an object's schema does not name
/// is a mistake, so that an encoder cannot write what nobody described.
struct SchemaChecker {
    static let folder = Fixture.folder.appending(path: "../../../Shared/TodoCore/Schemas")
    private static let known: Set<String> = [
        "$schema", "$id", "$ref", "title", "description", "type", "const", "enum", "properties", "required",
        "additionalProperties", "items", "format", "minimum", "maximum", "minLength", "maxLength", "anyOf",
    ]

    private let definitions: JSONValue

    init() throws {
        definitions = try Self.schema("definitions")["$defs"] ?? .null
    }

    static func schema(_ name: String) throws -> JSONValue {
        try JSONReader.parse(Array(Data(contentsOf: folder.appending(path: name + ".json"))))
    }

    /// Every mistake with its pointer.
    func mistakes(_ value: JSONValue, _ schema: JSONValue, at pointer: String = "") -> [String] {
        var found = unknownKeywords(schema).map { "\(pointer): keyword \($0) is not checked" }
        if let reference = schema["$ref"]?.string {
            let prefix = "definitions.json#/$defs/"
            guard reference.hasPrefix(prefix), let target = definitions[String(reference.dropFirst(prefix.count))]
            else { return found + ["\(pointer): no \(reference)"] }
            return found + mistakes(value, target, at: pointer)
        }
        if let options = schema["anyOf"]?.array {
            if !options.contains(where: { mistakes(value, $0, at: pointer).isEmpty }) {
                found.append("\(pointer): none of anyOf takes \(value)")
            }
        }
        if let constant = schema["const"], value != constant { found.append("\(pointer): \(value) is not \(constant)") }
        if let cases = schema["enum"]?.array, !cases.contains(value) { found.append("\(pointer): no case \(value)") }
        let types = schema["type"].map { $0.array ?? [$0] }?.compactMap(\.string)
        if let types, !types.contains(where: { Self.isType(value, $0) }) {
            return found + ["\(pointer): \(value.kind), not \(types)"]
        }
        return found + bounds(value, schema, pointer) + members(value, schema, pointer)
            + elements(value, schema, pointer)
    }

    private func unknownKeywords(_ schema: JSONValue) -> [String] {
        (schema.object?.names ?? []).filter { !Self.known.contains($0) }
    }

    private static func isType(_ value: JSONValue, _ type: String) -> Bool {
        switch (value, type) {
        case (.null, "null"), (.bool, "boolean"), (.string, "string"), (.array, "array"), (.object, "object"): true
        case (.number, "integer"): value.int != nil
        case (.number, "number"): true
        default: false
        }
    }

    private func bounds(_ value: JSONValue, _ schema: JSONValue, _ pointer: String) -> [String] {
        var found: [String] = []
        if let number = value.int {
            if let least = schema["minimum"]?.int, number < least { found.append("\(pointer): below \(least)") }
            if let most = schema["maximum"]?.int, number > most { found.append("\(pointer): above \(most)") }
        }
        if let text = value.string {
            let length = text.unicodeScalars.count
            if let least = schema["minLength"]?.int, length < least { found.append("\(pointer): too short") }
            if let most = schema["maxLength"]?.int, length > most { found.append("\(pointer): too long") }
            if let format = schema["format"]?.string, !Self.hasFormat(text, format) {
                found.append("\(pointer): \(text) is no \(format)")
            }
        }
        return found
    }

    private static func hasFormat(_ text: String, _ format: String) -> Bool {
        switch format {
        case "uuid": TodoTask.ID(text)?.description == text
        case "date-time": (try? Timestamp.parse(text))?.rfc3339 == text
        case "date": CivilDate(text) != nil
        case "duration": CivilDuration(text)?.description == text
        default: false
        }
    }

    private func members(_ value: JSONValue, _ schema: JSONValue, _ pointer: String) -> [String] {
        guard let object = value.object else { return [] }
        let required = schema["required"]?.array?.compactMap(\.string) ?? []
        var found = required.filter { object[$0] == nil }.map { "\(pointer)/\($0): is required" }
        for member in object {
            let place = "\(pointer)/\(member.name)"
            if let schema = schema["properties"]?[member.name] ?? schema["additionalProperties"] {
                found += mistakes(member.value, schema, at: place)
            } else {
                found.append("\(place): is not described")
            }
        }
        return found
    }

    private func elements(_ value: JSONValue, _ schema: JSONValue, _ pointer: String) -> [String] {
        guard let elements = value.array, let schema = schema["items"] else { return [] }
        return elements.enumerated().flatMap { mistakes($1, schema, at: "\(pointer)/\($0)") }
    }
}
