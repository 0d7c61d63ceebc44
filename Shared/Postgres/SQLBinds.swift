internal import Glibc

/// The values of a statement as PostgreSQL takes them, one after the other in one buffer.
public struct SQLBinds: Sendable {
    struct Value: Sendable {
        /// Where the value starts in the buffer; -1 for NULL.
        var offset: Int32
        var length: Int32
        /// libpq's: 0 is text (ended by a NUL), 1 is binary.
        var format: Int32
    }

    var bytes: [UInt8] = []
    var values: [Value] = []
    /// Set by a value that must not reach the database.
    var mistake: PostgresError.Kind?

    init(capacity: Int = 0) {
        guard capacity > 0 else { return }
        values.reserveCapacity(capacity)
        bytes.reserveCapacity(24 * capacity)
    }

    mutating func appendNull() {
        values.append(Value(offset: -1, length: 0, format: 0))
    }

    /// Appends one binary value; `write` appends its bytes.
    mutating func appendBinary(_ write: (inout SQLBinds) -> Void) {
        let offset = bytes.count
        write(&self)
        values.append(Value(offset: Int32(offset), length: Int32(bytes.count - offset), format: 1))
    }

    /// Appends one text value. libpq ends text at the first NUL (`abc\0def` was stored as `abc`, without an error), so
    /// U+0000 makes the statement refuse to be sent.
    mutating func appendText(_ utf8: UnsafeRawBufferPointer) {
        let offset = bytes.count
        write(text: utf8)
        bytes.append(0)
        values.append(Value(offset: Int32(offset), length: Int32(utf8.count), format: 0))
    }

    mutating func append(_ other: SQLBinds) {
        let base = Int32(bytes.count)
        bytes.append(contentsOf: other.bytes)
        for value in other.values {
            var moved = value
            if moved.offset >= 0 { moved.offset += base }
            values.append(moved)
        }
        mistake = mistake ?? other.mistake
    }

    // MARK: Bytes of a value

    mutating func write(_ integer: some FixedWidthInteger) {
        withUnsafeBytes(of: integer.bigEndian) { bytes.append(contentsOf: $0) }
    }

    mutating func write(text utf8: UnsafeRawBufferPointer) {
        if let start = utf8.baseAddress, utf8.count > 0, memchr(start, 0, utf8.count) != nil { mistake = .invalidText }
        bytes.append(contentsOf: utf8)
    }

    mutating func refuse(_ kind: PostgresError.Kind) {
        mistake = kind
    }
}
