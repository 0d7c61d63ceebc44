internal import CPostgres
public import FoundationEssentials

/// One row of a result; columns count from 0.
///
/// What a column holds is the statement's own business, so a reader of the wrong type, or of a NULL without `OrNil`, is
/// a mistake in the program and traps.
public struct PostgresRow: Sendable {
    let result: PostgresResult
    let row: Int32

    @inline(__always) public func isNull(_ column: Int) -> Bool {
        PQgetisnull(result.pointer, row, Int32(column)) != 0
    }

    /// The column's bytes as the server sent them, without a copy; they live as long as the row.
    @inline(__always) public func withBytes<T, E: Error>(
        _ column: Int, _ body: (UnsafeRawBufferPointer) throws(E) -> T
    ) throws(E) -> T {
        try body(raw(column))
    }

    /// The same for a column that may be NULL.
    @inline(__always) public func withBytesOrNil<T>(_ column: Int, _ body: (UnsafeRawBufferPointer?) -> T) -> T {
        body(rawOrNil(column))
    }

    public func string(_ column: Int) -> String { String(decoding: raw(column), as: UTF8.self) }

    /// Any integer type, and an `oid`.
    @inline(__always) public func int(_ column: Int) -> Int {
        let bytes = raw(column)
        switch bytes.count {
        case 8: return Int(Int64(bigEndian: bytes.loadUnaligned(as: Int64.self)))
        case 4: return Int(Int32(bigEndian: bytes.loadUnaligned(as: Int32.self)))
        case 2: return Int(Int16(bigEndian: bytes.loadUnaligned(as: Int16.self)))
        default: preconditionFailure("column \(column) is not an integer")
        }
    }

    public func bool(_ column: Int) -> Bool {
        let bytes = raw(column)
        precondition(bytes.count == 1, "column \(column) is not a boolean")
        return bytes[0] != 0
    }

    public func double(_ column: Int) -> Double {
        let bytes = raw(column)
        switch bytes.count {
        case 8: return Double(bitPattern: UInt64(bigEndian: bytes.loadUnaligned(as: UInt64.self)))
        case 4: return Double(Float(bitPattern: UInt32(bigEndian: bytes.loadUnaligned(as: UInt32.self))))
        default: preconditionFailure("column \(column) is not a floating point number")
        }
    }

    public func uuid(_ column: Int) -> UUID {
        let bytes = raw(column)
        precondition(bytes.count == 16, "column \(column) is not a uuid")
        return UUID(uuid: bytes.loadUnaligned(as: uuid_t.self))
    }

    /// A `timestamptz`; `infinity` is the distant future.
    public func date(_ column: Int) -> Date { PostgresTime.date(microseconds: microseconds(column)) }

    /// A `timestamptz` in microseconds since 2000-01-01; `infinity` is `Int64.max`.
    @inline(__always) public func microseconds(_ column: Int) -> Int64 {
        guard let value = microsecondsOrNil(column) else { preconditionFailure("column \(column) is NULL") }
        return value
    }

    /// The same for a column that may be NULL.
    @inline(__always) public func microsecondsOrNil(_ column: Int) -> Int64? {
        guard let bytes = rawOrNil(column) else { return nil }
        precondition(bytes.count == 8, "column \(column) is not a timestamptz")
        return Int64(bigEndian: bytes.loadUnaligned(as: Int64.self))
    }

    /// A `bytea`, or the text of any other type that has a text.
    public func bytes(_ column: Int) -> [UInt8] { [UInt8](raw(column)) }

    @inline(__always) private func raw(_ column: Int) -> UnsafeRawBufferPointer {
        // libpq answers an unknown column with a warning and NULL.
        guard let bytes = rawOrNil(column) else { preconditionFailure("column \(column) is NULL, or there is none") }
        return bytes
    }

    @inline(__always) private func rawOrNil(_ column: Int) -> UnsafeRawBufferPointer? {
        let length = PQgetlength(result.pointer, row, Int32(column))
        // NULL has no length; asked only then, for a list reads four hundred columns.
        guard length > 0 || !isNull(column) else { return nil }
        return UnsafeRawBufferPointer(start: PQgetvalue(result.pointer, row, Int32(column)), count: Int(length))
    }
}
