public import JSON

/// The rule of tag names. Normalisation to NFC is PostgreSQL's.
public enum TagName {
    /// In Unicode scalars.
    public static let maxLength = 50
    /// How many a task may have.
    public static let maxPerTask = 20

    /// The name, trimmed and with each run of white space inside made one space.
    ///
    /// - Throws: a mistake with code `invalid-character`, `blank` or `too-long`.
    public static func check(_ text: String) throws(FieldMistake) -> String {
        let trimmed = TextRules.trimmed(text)
        try TextRules.checkCharacters(trimmed)
        guard !TextRules.isBlank(trimmed) else {
            throw FieldMistake(code: "blank", detail: "must have something to see in it")
        }
        let words = trimmed.unicodeScalars.split { $0.properties.isWhitespace }
        let name = words.map(String.init).joined(separator: " ")
        try TextRules.checkLength(name, atMost: maxLength)
        return name
    }

    /// The checked names, each once: names that differ in case only are one tag, the first spelling stays.
    ///
    /// - Throws: as `check`, with a pointer to the name's place in the list, or `limit-exceeded` for more than 20.
    public static func checkList(_ texts: [String]) throws(FieldMistake) -> [String] {
        guard texts.count <= maxPerTask else {
            throw FieldMistake(code: "limit-exceeded", detail: "must have at most \(maxPerTask) tags")
        }
        var names: [String] = []
        var seen: Set<String> = []
        for (index, text) in texts.enumerated() {
            do throws(FieldMistake) {
                let name = try check(text)
                if seen.insert(name.lowercased()).inserted { names.append(name) }
            } catch {
                throw FieldMistake(pointer: "/\(index)", code: error.code, detail: error.detail)
            }
        }
        return names
    }
}
