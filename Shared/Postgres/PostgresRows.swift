internal import CPostgres

/// The answer to one statement: its rows, typed by who reads them. Frees the memory when the last reader is gone.
public struct PostgresRows: RandomAccessCollection, Sendable {
    let result: PostgresResult

    public var startIndex: Int { 0 }
    public var endIndex: Int { Int(PQntuples(result.pointer)) }

    public subscript(position: Int) -> PostgresRow {
        precondition(position >= 0 && position < count, "no such row")
        return PostgresRow(result: result, row: Int32(position))
    }

    /// Rows inserted, updated, deleted or read.
    public var affected: Int { Int(String(cString: PQcmdTuples(result.pointer))) ?? 0 }

    /// What the server says it did: "COMMIT", "INSERT 0 1".
    var commandTag: String { String(cString: PQcmdStatus(result.pointer)) }
}

/// The owner of one `PGresult`. It is never written after it came, so any thread may read it.
final class PostgresResult: @unchecked Sendable {
    let pointer: OpaquePointer

    init(_ pointer: OpaquePointer) { self.pointer = pointer }

    deinit { PQclear(pointer) }
}
