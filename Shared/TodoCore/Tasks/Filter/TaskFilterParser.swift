/// Reads the text of a filter; the grammar is in docs/openapi.yaml, where clients look for it.
struct TaskFilterParser {
    let context: TaskFilterContext
    private let tokens: [TaskFilterToken]
    private var index = 0
    private var depth = 0

    init(_ text: String, _ context: TaskFilterContext) throws(TaskFilterMistake) {
        self.context = context
        tokens = try TaskFilterLexer.tokens(text)
    }

    private var current: TaskFilterToken { tokens[index] }

    /// The end stays.
    private mutating func take() -> TaskFilterToken {
        defer { if index < tokens.count - 1 { index += 1 } }
        return current
    }

    private mutating func skip(_ word: String) -> Bool {
        guard current.isWord(word) else { return false }
        index += 1
        return true
    }

    func expected(_ what: String, _ token: TaskFilterToken) -> TaskFilterMistake {
        TaskFilterMistake(at: token.position, "expected \(what), found \(token.description)")
    }

    mutating func filter() throws(TaskFilterMistake) -> TaskFilter {
        let filter = try disjunction()
        guard current.kind == .end else { throw expected("and, or, or the end", current) }
        return filter
    }

    // MARK: Conditions joined

    private mutating func disjunction() throws(TaskFilterMistake) -> TaskFilter {
        var parts = [try conjunction()]
        while skip("or") { parts.append(try conjunction()) }
        return parts.count == 1 ? parts[0] : .any(parts)
    }

    private mutating func conjunction() throws(TaskFilterMistake) -> TaskFilter {
        var parts = [try negation()]
        while skip("and") { parts.append(try negation()) }
        return parts.count == 1 ? parts[0] : .all(parts)
    }

    private mutating func negation() throws(TaskFilterMistake) -> TaskFilter {
        let start = current
        if skip("not") {
            try descend(start)
            defer { depth -= 1 }
            return .not(try negation())
        }
        guard start.kind == .open else { return try condition() }
        _ = take()
        try descend(start)
        defer { depth -= 1 }
        let inner = try disjunction()
        guard current.kind == .close else {
            throw expected("and, or, or the ) of character \(start.position)", current)
        }
        _ = take()
        return inner
    }

    private mutating func descend(_ token: TaskFilterToken) throws(TaskFilterMistake) {
        depth += 1
        guard depth <= TaskFilter.maxDepth else {
            throw TaskFilterMistake(
                at: token.position, "expected at most \(TaskFilter.maxDepth) levels of parentheses and not")
        }
    }

    // MARK: One condition

    private mutating func condition() throws(TaskFilterMistake) -> TaskFilter {
        let field = try field()
        let token = take()
        if token.kind == .comparison { return try comparison(field, token) }
        if token.isWord("is") { return try null(field) }
        let isNegated = token.isWord("not")
        let word = isNegated ? take() : token
        let filter: TaskFilter
        switch word.kind == .word ? word.text.lowercased() : "" {
        case "in": filter = try oneOf(field, try list())
        case "like":
            guard field.hasPatterns else { throw expected("one of \(field.operators) for \(field.rawValue)", word) }
            filter = .like(field, try value("a pattern, as in \"%milk%\"").pattern)
        default: throw expected(isNegated ? "in or like" : "one of \(field.operators) for \(field.rawValue)", word)
        }
        return isNegated ? .not(filter) : filter
    }

    private mutating func field() throws(TaskFilterMistake) -> TaskFilter.Field {
        let token = take()
        guard token.kind == .word, let field = TaskFilter.Field(rawValue: token.text) else {
            let all = TaskFilter.Field.allCases.map(\.rawValue).joined(separator: ", ")
            throw expected("not, ( or a field (\(all))", token)
        }
        return field
    }

    private mutating func comparison(
        _ field: TaskFilter.Field, _ token: TaskFilterToken
    ) throws(TaskFilterMistake) -> TaskFilter {
        guard field.hasOrder || token.text == "=" || token.text == "!=" else {
            throw expected("one of \(field.operators) for \(field.rawValue)", token)
        }
        let value = try value("a value")
        switch token.text {
        case "=": return try oneOf(field, [value])
        case "!=": return .not(try oneOf(field, [value]))
        case "<": return try compare(field, .less, value)
        case "<=": return try compare(field, .lessOrEqual, value)
        case ">": return try compare(field, .greater, value)
        default: return try compare(field, .greaterOrEqual, value)
        }
    }

    private mutating func null(_ field: TaskFilter.Field) throws(TaskFilterMistake) -> TaskFilter {
        let isNegated = skip("not")
        guard skip("null") else { throw expected(isNegated ? "null" : "null or not null", current) }
        return isNegated ? .not(.isNull(field)) : .isNull(field)
    }

    private mutating func value(_ what: String) throws(TaskFilterMistake) -> TaskFilterToken {
        let token = take()
        guard token.kind == .quoted || token.kind == .word else { throw expected(what, token) }
        guard !token.isReserved else {
            throw expected(
                token.isWord("null") ? "is null instead" : "\(what), which \(token.text) is in quotes only", token)
        }
        return token
    }

    private mutating func list() throws(TaskFilterMistake) -> [TaskFilterToken] {
        let open = take()
        guard open.kind == .open else { throw expected("( and values", open) }
        var values = [try value("a value")]
        while current.kind == .comma {
            _ = take()
            values.append(try value("a value"))
        }
        guard current.kind == .close else { throw expected(", or the ) of character \(open.position)", current) }
        _ = take()
        return values
    }
}
