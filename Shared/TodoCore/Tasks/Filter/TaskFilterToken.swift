/// One word or sign of a filter's text.
struct TaskFilterToken: Equatable {
    enum Kind: Equatable {
        /// A field, a word of the language or a value without quotes.
        case word
        case quoted
        /// `=`, `!=`, `<`, `<=`, `>` or `>=`.
        case comparison
        case open, close, comma
        case end
    }

    let kind: Kind
    /// Of a quoted value, what stands between the quotes, escapes resolved.
    let text: String
    /// The same for `like`.
    var pattern = TextPattern()
    /// Of its first scalar, from 1.
    let position: Int

    /// The words of the language, which only in quotes are values.
    static let reserved: Set<String> = ["and", "or", "not", "in", "like", "is", "null"]

    /// Whether it is that word of the language, in any case.
    func isWord(_ word: String) -> Bool { kind == .word && text.lowercased() == word }

    var isReserved: Bool { kind == .word && Self.reserved.contains(text.lowercased()) }

    /// For mistakes: what was found.
    var description: String {
        switch kind {
        case .end: "the end"
        case .word, .quoted, .comparison, .open, .close, .comma:
            text.unicodeScalars.count > 40 ? "\"\(String(text.unicodeScalars.prefix(40)))…\"" : "\"\(text)\""
        }
    }
}
