/// What the texts of tasks and series must be; lengths count Unicode scalars, as PostgreSQL's `char_length` does.
///
/// Each rule first looks at the bytes, which settles it for nearly all texts: the properties of a scalar cost 50 ns each.
enum TextRules {
    /// Visible ASCII: neither white space nor a control character.
    private static let visible: ClosedRange<UInt8> = 0x21...0x7E

    /// The text without white space around it.
    static func trimmed(_ text: String) -> String {
        if let first = text.utf8.first, let last = text.utf8.last, visible.contains(first), visible.contains(last) {
            return text
        }
        let scalars = text.unicodeScalars
        guard let first = scalars.firstIndex(where: { !$0.properties.isWhitespace }),
            let last = scalars.lastIndex(where: { !$0.properties.isWhitespace })
        else { return "" }
        return String(scalars[first...last])
    }

    /// Whether nothing in the text can be seen: white space, zero-width characters, joiners, marks of direction.
    static func isBlank(_ text: String) -> Bool {
        if text.utf8.contains(where: visible.contains) { return false }
        return text.unicodeScalars.allSatisfy { scalar in
            scalar.properties.isWhitespace || scalar.properties.isDefaultIgnorableCodePoint
                || scalar.properties.generalCategory == .format
        }
    }

    static func checkCharacters(
        _ text: String, allowing allowed: [Unicode.Scalar] = []
    ) throws(FieldMistake) {
        // Control characters are below 0x20, 0x7F, and U+0080 to U+009F, whose first byte is 0xC2.
        guard text.utf8.contains(where: { $0 < 0x20 || $0 == 0x7F || $0 == 0xC2 }) else { return }
        let isRefused = text.unicodeScalars.contains { scalar in
            scalar.properties.generalCategory == .control && !allowed.contains(scalar)
        }
        guard !isRefused else {
            throw FieldMistake(code: "invalid-character", detail: "must not contain control characters")
        }
    }

    static func checkLength(_ text: String, atMost limit: Int) throws(FieldMistake) {
        guard text.utf8.count <= limit || text.unicodeScalars.count <= limit else {
            throw FieldMistake(code: "too-long", detail: "must have at most \(limit) characters")
        }
    }
}

/// The rule of titles of tasks and series.
public enum TaskTitle {
    /// In Unicode scalars.
    public static let maxLength = 255

    /// The trimmed title.
    ///
    /// - Throws: a mistake with code `invalid-character`, `blank` or `too-long`.
    public static func check(_ text: String) throws(FieldMistake) -> String {
        let title = TextRules.trimmed(text)
        try TextRules.checkCharacters(title)
        guard !TextRules.isBlank(title) else {
            throw FieldMistake(code: "blank", detail: "must have something to see in it")
        }
        try TextRules.checkLength(title, atMost: maxLength)
        return title
    }
}

/// The rule of descriptions of tasks and series.
public enum TaskDescription {
    /// In Unicode scalars.
    public static let maxLength = 10_000

    /// The trimmed description; nil for one with nothing to see in it. Tabs and line breaks are taken.
    ///
    /// - Throws: a mistake with code `invalid-character` or `too-long`.
    public static func check(_ text: String) throws(FieldMistake) -> String? {
        let description = TextRules.trimmed(text)
        try TextRules.checkCharacters(description, allowing: ["\t", "\n", "\r"])
        try TextRules.checkLength(description, atMost: maxLength)
        return TextRules.isBlank(description) ? nil : description
    }
}
