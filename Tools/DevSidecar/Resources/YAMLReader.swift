internal import CYAML

/// The documents of a YAML text, read with libyaml.
enum YAMLReader {
    struct SyntaxError: Error, CustomStringConvertible {
        let line: Int
        let problem: String
        var description: String { "line \(line): \(problem)" }
    }

    /// All documents of `text`; an empty one is left out. Throws where libyaml stops.
    static func parse(_ text: [UInt8]) throws(SyntaxError) -> [YAMLNode] {
        var parser = yaml_parser_t()
        guard yaml_parser_initialize(&parser) == 1 else { throw SyntaxError(line: 0, problem: "no memory") }
        defer { yaml_parser_delete(&parser) }
        return try text.withUnsafeBufferPointer { bytes throws(SyntaxError) in
            yaml_parser_set_input_string(&parser, bytes.baseAddress, bytes.count)
            return try readDocuments(&parser)
        }
    }

    private static func readDocuments(_ parser: inout yaml_parser_t) throws(SyntaxError) -> [YAMLNode] {
        var documents: [YAMLNode] = []
        while true {
            var document = yaml_document_t()
            guard yaml_parser_load(&parser, &document) == 1 else {
                let problem = parser.problem.map { String(cString: $0) } ?? "not YAML"
                throw SyntaxError(line: Int(parser.problem_mark.line) + 1, problem: problem)
            }
            defer { yaml_document_delete(&document) }
            guard let root = yaml_document_get_root_node(&document) else { return documents }
            documents.append(try read(root, &document, depth: 0))
        }
    }

    private static func read(
        _ node: UnsafeMutablePointer<yaml_node_t>, _ document: inout yaml_document_t, depth: Int
    ) throws(SyntaxError) -> YAMLNode {
        // Anchors make graphs of documents; no resource of ours is this deep.
        guard depth < 64 else {
            throw SyntaxError(line: Int(node.pointee.start_mark.line) + 1, problem: "nested deeper than 64 levels")
        }
        switch node.pointee.type {
        case YAML_SEQUENCE_NODE:
            var items: [YAMLNode] = []
            let all = node.pointee.data.sequence.items
            var at = all.start
            while let item = at, item < all.top {
                if let child = yaml_document_get_node(&document, item.pointee) {
                    items.append(try read(child, &document, depth: depth + 1))
                }
                at = item + 1
            }
            return .sequence(items)
        case YAML_MAPPING_NODE:
            var members: [(key: String, value: YAMLNode)] = []
            let all = node.pointee.data.mapping.pairs
            var at = all.start
            while let pair = at, pair < all.top {
                if let key = yaml_document_get_node(&document, pair.pointee.key),
                    let value = yaml_document_get_node(&document, pair.pointee.value)
                {
                    members.append((scalar(key), try read(value, &document, depth: depth + 1)))
                }
                at = pair + 1
            }
            return .mapping(members)
        default: return .scalar(scalar(node))
        }
    }

    private static func scalar(_ node: UnsafeMutablePointer<yaml_node_t>) -> String {
        guard node.pointee.type == YAML_SCALAR_NODE, let start = node.pointee.data.scalar.value else { return "" }
        return String(
            decoding: UnsafeBufferPointer(start: start, count: node.pointee.data.scalar.length), as: UTF8.self)
    }
}
