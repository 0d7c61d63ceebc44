internal import CSQLite

/// What SQLite said no to.
struct SQLiteError: Error, CustomStringConvertible {
    let code: Int32
    let message: String

    init(_ connection: OpaquePointer?) {
        code = sqlite3_extended_errcode(connection)
        message = connection.map { String(cString: sqlite3_errmsg($0)) } ?? "out of memory"
    }

    var description: String { "SQLite \(code): \(message)" }
}
