internal import CPostgres
internal import Reactor

/// One statement on its way through a connection, and its answer.
@LoopActor final class Query {
    enum State {
        case waiting, sent, settled
    }

    let statement: PreparedStatement
    nonisolated let binds: SQLBinds
    let since: LoopClock.Instant
    var state = State.waiting
    var rows: PostgresRows?
    var error: PostgresError?
    /// How often a connection broke under it.
    var losses = 0
    var continuation: UnsafeContinuation<Pipeline.Outcome, Never>?

    init(_ statement: PreparedStatement, _ binds: SQLBinds, since: LoopClock.Instant = .now) {
        self.statement = statement
        self.binds = binds
        self.since = since
    }

    /// Its own result: rows, or what the server said against it.
    func result() throws(PostgresError) -> PostgresRows {
        if let rows { return rows }
        throw error ?? PostgresError(.connectionLost)
    }

    /// Forgets what an undone attempt brought.
    func clear() {
        (rows, error) = (nil, nil)
    }

    func resume(_ outcome: Pipeline.Outcome) {
        state = .settled
        guard let continuation else { return }
        self.continuation = nil
        continuation.resume(returning: outcome)
    }
}

extension SQLBinds {
    /// Lends the values in the form libpq takes them: addresses, lengths, formats.
    func withPointers<R>(
        _ body: (Int32, UnsafePointer<UnsafePointer<CChar>?>?, UnsafePointer<Int32>?, UnsafePointer<Int32>?) -> R
    ) -> R {
        let count = values.count
        guard count > 0 else { return body(0, nil, nil, nil) }
        return bytes.withUnsafeBytes { bytes in
            withUnsafeTemporaryAllocation(of: UnsafePointer<CChar>?.self, capacity: count) { addresses in
                withUnsafeTemporaryAllocation(of: Int32.self, capacity: 2 * count) { integers in
                    // An empty value needs an address too: libpq takes none for NULL.
                    let start = bytes.baseAddress ?? UnsafeRawPointer(addresses.baseAddress)
                    for index in 0..<count {
                        let value = values[index]
                        addresses[index] =
                            value.offset < 0
                            ? nil : (start.map { $0 + Int(value.offset) })?.assumingMemoryBound(to: CChar.self)
                        integers[index] = value.length
                        integers[count + index] = value.format
                    }
                    let lengths = integers.baseAddress.map { UnsafePointer($0) }
                    return body(
                        Int32(count), addresses.baseAddress.map { UnsafePointer($0) }, lengths,
                        lengths.map { $0 + count })
                }
            }
        }
    }
}
