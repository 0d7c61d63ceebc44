/// Cuts the text of a filter into words and signs.
struct TaskFilterLexer {
    private let scalars: [Unicode.Scalar]
    private var index = 0

    /// The tokens, the last of which is the end.
    static func tokens(_ text: String) throws(TaskFilterMistake) -> [TaskFilterToken] {
        var lexer = TaskFilterLexer(scalars: Array(text.unicodeScalars))
        var tokens: [TaskFilterToken] = []
        repeat { tokens.append(try lexer.next()) } while tokens.last?.kind != .end
        return tokens
    }

    private init(scalars: [Unicode.Scalar]) { self.scalars = scalars }

    private var current: Unicode.Scalar? { index < scalars.count ? scalars[index] : nil }

    private mutating func next() throws(TaskFilterMistake) -> TaskFilterToken {
        while let scalar = current, scalar.properties.isWhitespace { index += 1 }
        let start = index
        guard let scalar = current else { return TaskFilterToken(kind: .end, text: "", position: start + 1) }
        switch scalar {
        case "(", ")", ",":
            index += 1
            return TaskFilterToken(
                kind: scalar == "(" ? .open : scalar == ")" ? .close : .comma, text: String(scalar),
                position: start + 1)
        case "=", "!", "<", ">": return try comparison()
        case "'", "\"": return try quoted(by: scalar)
        default: return try word()
        }
    }

    private mutating func comparison() throws(TaskFilterMistake) -> TaskFilterToken {
        let start = index
        while let scalar = current, "=!<>".unicodeScalars.contains(scalar) { index += 1 }
        let text = String(String.UnicodeScalarView(scalars[start..<index]))
        guard ["=", "!=", "<", "<=", ">", ">="].contains(text) else {
            throw TaskFilterMistake(at: start + 1, "expected =, !=, <, <=, > or >=, found \"\(text)\"")
        }
        return TaskFilterToken(kind: .comparison, text: text, position: start + 1)
    }

    private mutating func word() throws(TaskFilterMistake) -> TaskFilterToken {
        let start = index
        var text = String.UnicodeScalarView()
        var pattern = TextPattern()
        while let scalar = current, !scalar.properties.isWhitespace, !"()'\",=!<>".unicodeScalars.contains(scalar) {
            guard scalar != "\\", scalar.properties.generalCategory != .control else {
                throw TaskFilterMistake(
                    at: index + 1, "expected a word without \(scalar == "\\" ? "\\" : "control characters"); use quotes"
                )
            }
            text.append(scalar)
            pattern.elements.append(Self.element(scalar))
            index += 1
        }
        return TaskFilterToken(kind: .word, text: String(text), pattern: pattern, position: start + 1)
    }

    /// A value in quotes; a quote of the other kind needs no escape in it.
    private mutating func quoted(by quote: Unicode.Scalar) throws(TaskFilterMistake) -> TaskFilterToken {
        let start = index
        index += 1
        var text = String.UnicodeScalarView()
        var pattern = TextPattern()
        while let scalar = current, scalar != quote {
            guard scalar != "\0" else { throw TaskFilterMistake(at: index + 1, "expected no U+0000") }
            index += 1
            let value = scalar == "\\" ? try escaped() : scalar
            text.append(value)
            pattern.elements.append(scalar == "\\" ? .scalar(value) : Self.element(value))
        }
        guard current != nil else {
            throw TaskFilterMistake(at: index + 1, "expected \(quote) to end what begins at character \(start + 1)")
        }
        index += 1
        return TaskFilterToken(kind: .quoted, text: String(text), pattern: pattern, position: start + 1)
    }

    /// The scalar behind a backslash.
    private mutating func escaped() throws(TaskFilterMistake) -> Unicode.Scalar {
        let known: [Unicode.Scalar: Unicode.Scalar] = [
            "\\": "\\", "'": "'", "\"": "\"", "%": "%", "_": "_", "n": "\n", "t": "\t",
        ]
        guard let value = current.flatMap({ known[$0] }) else {
            throw TaskFilterMistake(at: index, #"expected \\, \', \", \%, \_, \n or \t"#)
        }
        index += 1
        return value
    }

    private static func element(_ scalar: Unicode.Scalar) -> TextPattern.Element {
        switch scalar {
        case "%": .anyText
        case "_": .anyOne
        default: .scalar(scalar)
        }
    }
}
