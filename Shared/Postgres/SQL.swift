/// One statement with its bound values: `"SELECT title FROM tasks WHERE id = \(id)"`.
///
/// Interpolation binds; a value never becomes SQL text. A fragment (`\(filter)` where `filter` is itself an ``SQL``)
/// nests, its parameters are numbered anew. Raw text has to be spelled `\(unescaped: name)`.
///
/// The literal parts of a statement are kept as pointers into the program, so what identifies a statement among the
/// prepared ones costs a few words and not a hash over 1.5 KB of text.
public struct SQL: ExpressibleByStringInterpolation, Sendable {
    var pieces: [Piece]
    var binds: SQLBinds
    /// Texts that are not literals of the program, in the order of their pieces.
    var texts: [String] = []
    private(set) var fingerprint: UInt64 = 0xCBF2_9CE4_8422_2325

    public init(stringLiteral value: StaticString) {
        pieces = []
        binds = SQLBinds()
        append(literal: value)
    }

    public init(stringInterpolation: Interpolation) {
        self = stringInterpolation.sql
    }

    init(capacity: Int) {
        pieces = []
        pieces.reserveCapacity(2 * capacity + 1)
        binds = SQLBinds(capacity: capacity)
    }

    /// No text at all; a start for composing.
    public static var empty: SQL { SQL(capacity: 0) }

    /// True when there is no text.
    public var isEmpty: Bool { pieces.isEmpty }

    /// Appends the text and the values of `other`.
    public static func += (left: inout SQL, right: SQL) { left.append(right) }

    /// `left` followed by `right`.
    public static func + (left: SQL, right: SQL) -> SQL {
        var sum = left
        sum.append(right)
        return sum
    }

    // MARK: Pieces

    mutating func append(literal: StaticString) {
        guard literal.utf8CodeUnitCount > 0 else { return }
        add(Piece(.literal(UInt(bitPattern: literal.utf8Start), literal.utf8CodeUnitCount)))
    }

    mutating func append(text: String) {
        texts.append(text)
        add(Piece(.text(texts.count - 1)))
    }

    mutating func append<T: SQLBindable>(value: T) {
        add(Piece(.parameter(T.sqlType)))
        value.bind(into: &binds)
    }

    mutating func appendNull(_ type: SQLType) {
        add(Piece(.parameter(type)))
        binds.appendNull()
    }

    mutating func append(_ other: SQL) {
        for piece in other.pieces {
            if case .text(let index) = piece.content {
                append(text: other.texts[index])
            } else {
                add(piece)
            }
        }
        binds.append(other.binds)
    }

    private mutating func add(_ piece: Piece) {
        pieces.append(piece)
        fingerprint = (fingerprint ^ UInt64(piece.base)) &* 0x0000_0100_0000_01B3
        fingerprint = (fingerprint ^ UInt64(truncatingIfNeeded: piece.tag)) &* 0x9E37_79B9_7F4A_7C15
        fingerprint ^= fingerprint >> 29
    }
}

extension Sequence<SQL> {
    /// The fragments with `separator` between them; ``SQL/empty`` for none.
    public func joined(separator: SQL) -> SQL {
        var joined = SQL.empty
        var isFirst = true
        for fragment in self {
            if !isFirst { joined += separator }
            joined += fragment
            isFirst = false
        }
        return joined
    }
}
