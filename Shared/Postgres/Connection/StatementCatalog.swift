internal import Reactor

/// The statements of a process by their shape, each with a name that is the same on every connection.
///
/// A statement written in the program is found by the addresses of its literals: comparing some twenty words. One with
/// text of its own (`unescaped:`) is found by its whole text.
@LoopActor final class StatementCatalog {
    /// Programs have some hundreds; beyond this, text that varies without end is forgotten and named anew.
    static let limit = 4_096

    private struct Shape: Hashable {
        let fingerprint: UInt64
        let pieces: [SQL.Piece]

        func hash(into hasher: inout Hasher) { hasher.combine(fingerprint) }
    }

    private struct Text: Hashable {
        let text: String
        let types: [SQLType]
    }

    private var byShape: [Shape: PreparedStatement] = [:]
    private var byText: [Text: PreparedStatement] = [:]
    private var made = 0

    nonisolated init() {}

    func statement(for sql: SQL) -> PreparedStatement {
        guard sql.texts.isEmpty else { return statement(Text(text: sql.text, types: sql.parameterTypes)) }
        let shape = Shape(fingerprint: sql.fingerprint, pieces: sql.pieces)
        if let known = byShape[shape], !known.isStale { return known }
        let statement = statement(Text(text: sql.text, types: sql.parameterTypes))
        if byShape.count >= Self.limit { byShape.removeAll() }
        byShape[shape] = statement
        return statement
    }

    private func statement(_ text: Text) -> PreparedStatement {
        if let known = byText[text], !known.isStale { return known }
        if byText.count >= Self.limit { byText.removeAll() }
        made += 1
        let statement = PreparedStatement(id: made, text: text.text, types: text.types)
        byText[text] = statement
        return statement
    }
}
