/// One value of a YAML document.
///
/// Scalars stay text: metadata values of a component are strings whatever they look like, as daprd reads them.
indirect enum YAMLNode: Sendable, Equatable {
    case scalar(String)
    case sequence([YAMLNode])
    /// In the order of the file.
    case mapping([(key: String, value: YAMLNode)])

    static func == (a: YAMLNode, b: YAMLNode) -> Bool {
        switch (a, b) {
        case (.scalar(let x), .scalar(let y)): x == y
        case (.sequence(let x), .sequence(let y)): x == y
        case (.mapping(let x), .mapping(let y)):
            x.count == y.count && zip(x, y).allSatisfy { $0.key == $1.key && $0.value == $1.value }
        default: false
        }
    }

    /// The value of a key of a mapping; nil for any other node.
    subscript(key: String) -> YAMLNode? {
        guard case .mapping(let members) = self else { return nil }
        return members.first { $0.key == key }?.value
    }

    /// The text of a scalar; YAML's nulls are none.
    var string: String? {
        guard case .scalar(let text) = self, !["", "~", "null"].contains(text) else { return nil }
        return text
    }

    /// The text of a scalar, the empty one too.
    var text: String? {
        guard case .scalar(let text) = self else { return nil }
        return text
    }

    var int: Int? { string.flatMap { Int($0) } }
    var bool: Bool? { string.flatMap(goBool) }

    var items: [YAMLNode] {
        guard case .sequence(let items) = self else { return [] }
        return items
    }

    var members: [(key: String, value: YAMLNode)] {
        guard case .mapping(let members) = self else { return [] }
        return members
    }

    var strings: [String] { items.compactMap(\.string) }
}

/// A boolean as Go's `strconv.ParseBool` reads it; nil for anything else.
func goBool(_ text: String) -> Bool? {
    switch text {
    case "1", "t", "T", "true", "TRUE", "True": true
    case "0", "f", "F", "false", "FALSE", "False": false
    default: nil
    }
}
