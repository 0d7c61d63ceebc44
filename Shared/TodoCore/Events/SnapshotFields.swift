import JSON

/// Reads the members of an event's object: strict about what it knows, silent about what it does not.
///
/// `JSONFields` refuses unknown members, as requests need it; events of a newer minor version may carry more.
struct SnapshotFields {
    private let value: JSONValue

    init(_ value: JSONValue) {
        self.value = value
    }

    func required<T>(
        _ name: String, _ read: (JSONValue) throws(JSONMistake) -> T
    ) throws(JSONMistake) -> T {
        guard let found = try optional(name, read) else {
            throw JSONMistake("/\(name)", code: "required", "is required")
        }
        return found
    }

    func optional<T>(
        _ name: String, _ read: (JSONValue) throws(JSONMistake) -> T
    ) throws(JSONMistake) -> T? {
        guard let member = value[name], !member.isNull else { return nil }
        do throws(JSONMistake) {
            return try read(member)
        } catch {
            throw JSONMistake("/\(name)\(error.pointer)", code: error.code, error.detail)
        }
    }

    /// The elements of an array; none when it is absent.
    func list<T>(
        _ name: String, _ read: (JSONValue) throws(JSONMistake) -> T
    ) throws(JSONMistake) -> [T] {
        try optional(name) { value throws(JSONMistake) in
            var found: [T] = []
            for element in try value.asArray() { found.append(try read(element)) }
            return found
        } ?? []
    }
}
