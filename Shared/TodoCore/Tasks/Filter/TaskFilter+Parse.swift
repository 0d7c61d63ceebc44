extension TaskFilter {
    /// Unicode scalars of a filter's text.
    public static let maxLength = 1_000
    /// Parentheses and `not`s within each other.
    public static let maxDepth = 10

    /// The filter of a text, with the times it names relative to now worked out.
    ///
    /// - Throws: what was expected and where, for any other text, one that is longer than `maxLength` and one that is
    ///   nested deeper than `maxDepth`.
    public static func parse(_ text: String, _ context: TaskFilterContext) throws(TaskFilterMistake) -> TaskFilter {
        guard text.utf8.count <= maxLength || text.unicodeScalars.count <= maxLength else {
            throw TaskFilterMistake(at: maxLength + 1, "expected the end: a filter has at most \(maxLength) characters")
        }
        var parser = try TaskFilterParser(text, context)
        return try parser.filter()
    }
}
