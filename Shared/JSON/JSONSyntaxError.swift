/// Why a text is not the JSON we accept, and where.
public struct JSONSyntaxError: Error, Equatable, Sendable {
    /// What is wrong, in a word.
    public enum Kind: String, Sendable {
        /// Not the grammar of RFC 8259.
        case syntax
        /// Not UTF-8, or half of a surrogate pair.
        case utf8
        /// Deeper than the limit.
        case depth
        /// Longer than the limit.
        case size
        /// A name that its object has already.
        case duplicateKey = "duplicate-key"
    }

    /// What is wrong, for a program.
    public let kind: Kind
    /// What is wrong, in words: "expected a colon after the name".
    public let detail: String
    /// Bytes before the mistake.
    public let offset: Int
    /// The line of the mistake, from 1.
    public let line: Int
    /// The column of the mistake in Unicode scalars, from 1.
    public let column: Int
    /// RFC 6901 pointer to the value being read; for a duplicate key, to that member.
    public private(set) var pointer: String

    init(_ kind: Kind, _ detail: String, at offset: Int, in text: UnsafeBufferPointer<UInt8>, pointer: String = "") {
        self.kind = kind
        self.detail = detail
        self.offset = offset
        self.pointer = pointer
        var line = 1
        var column = 1
        for byte in text.prefix(offset) {
            if byte == UInt8(ascii: "\n") {
                line += 1
                column = 1
            } else if byte & 0xC0 != 0x80 {
                column += 1
            }
        }
        self.line = line
        self.column = column
    }

    /// The same mistake, seen from the value around it.
    func inside(_ token: String) -> JSONSyntaxError {
        var error = self
        error.pointer = JSONPointer.root.appending(token) + pointer
        return error
    }
}

extension JSONSyntaxError: CustomStringConvertible {
    /// One sentence with line and column: "Line 3, column 14: expected a colon after the name."
    public var description: String { "Line \(line), column \(column): \(detail)." }
}
