internal import CSQLite

/// A prepared statement: values in by position from 1, columns out by position from 0.
final class SQLiteStatement {
    private let connection: OpaquePointer
    private let statement: OpaquePointer

    init(_ sql: String, on connection: OpaquePointer) throws(SQLiteError) {
        var statement: OpaquePointer?
        guard sqlite3_prepare_v3(connection, sql, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &statement, nil) == SQLITE_OK,
            let statement
        else { throw SQLiteError(connection) }
        (self.connection, self.statement) = (connection, statement)
    }

    deinit { sqlite3_finalize(statement) }

    func reset() {
        sqlite3_reset(statement)
        sqlite3_clear_bindings(statement)
    }

    @discardableResult func bind(_ position: Int32, _ value: Int64) -> SQLiteStatement {
        sqlite3_bind_int64(statement, position, value)
        return self
    }

    @discardableResult func bind(_ position: Int32, _ value: Int) -> SQLiteStatement { bind(position, Int64(value)) }

    @discardableResult func bind(_ position: Int32, _ value: Int64?) -> SQLiteStatement {
        if let value { bind(position, value) }
        return self
    }

    @discardableResult func bind(_ position: Int32, _ value: String) -> SQLiteStatement {
        sqlite3_bind_text(statement, position, value, -1, Self.copied)
        return self
    }

    /// The bytes are copied: they may go away before the statement runs.
    @discardableResult func bind(_ position: Int32, _ value: [UInt8]?) -> SQLiteStatement {
        guard let value else { return self }
        value.withUnsafeBytes { bytes in
            // A nil address would bind NULL.
            withUnsafePointer(to: UInt8(0)) { empty in
                _ = sqlite3_bind_blob64(
                    statement, position, bytes.baseAddress ?? UnsafeRawPointer(empty), UInt64(bytes.count), Self.copied)
            }
        }
        return self
    }

    /// True when there is a row, false at the end.
    func step() throws(SQLiteError) -> Bool {
        switch sqlite3_step(statement) {
        case SQLITE_ROW: return true
        case SQLITE_DONE: return false
        default: throw SQLiteError(connection)
        }
    }

    /// Runs a statement without rows.
    func run() throws(SQLiteError) {
        _ = try step()
        sqlite3_reset(statement)
    }

    func int(_ column: Int32) -> Int64 { sqlite3_column_int64(statement, column) }
    func isNull(_ column: Int32) -> Bool { sqlite3_column_type(statement, column) == SQLITE_NULL }

    func string(_ column: Int32) -> String {
        sqlite3_column_text(statement, column).map { String(cString: $0) } ?? ""
    }

    func bytes(_ column: Int32) -> [UInt8] {
        let count = Int(sqlite3_column_bytes(statement, column))
        guard count > 0, let start = sqlite3_column_blob(statement, column) else { return [] }
        return Array(UnsafeRawBufferPointer(start: start, count: count))
    }

    /// SQLITE_TRANSIENT, a macro that Swift does not import.
    private static let copied = unsafeBitCast(-1, to: sqlite3_destructor_type.self)
}
