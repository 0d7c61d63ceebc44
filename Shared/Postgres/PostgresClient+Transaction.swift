internal import Reactor

extension PostgresClient {
    /// Runs `body` in a transaction on a session of its own: committed when it returns, rolled back when it throws.
    ///
    /// The body may run again, from its start and with nothing of the earlier attempt left in the database: up to three
    /// times after a conflict with another transaction (40001, 40P01), once after a lost connection. What it does
    /// outside of the transaction belongs into ``PostgresTransaction/afterCommit(_:)``.
    ///
    /// - Throws: what `body` threw, or a ``PostgresError``. Nothing was changed then, except after `.outcomeUnknown`.
    @discardableResult
    public func withTransaction<T: Sendable>(
        isolation: PostgresTransaction.Isolation = .readCommitted,
        _ body: @LoopActor (PostgresTransaction) async throws -> T
    ) async throws -> T {
        var conflicts = 0
        var losses = 0
        while true {
            let session = try await session()
            let transaction = PostgresTransaction(session, self, isolation)
            let (result, end) = await attempt(transaction, body)
            let processID = session.processID
            sessions.release(session)
            switch end {
            case .committed:
                transaction.runHooks()
                return try result.get()
            case .unknown:
                if try await didCommit(transaction, lost: processID) {
                    transaction.runHooks()
                    return try result.get()
                }
                losses += 1
                if losses > 1 { throw failed(PostgresError(.connectionLost)) }
            case .undone(let error):
                if error.kind == .connectionLost { losses += 1 }
                if error.isRepeatable { conflicts += 1 }
                guard error.isRepeatable ? conflicts <= 3 : error.kind == .connectionLost && losses <= 1,
                    !Task.isCancelled
                else {
                    _ = try result.get()
                    throw failed(error)
                }
            }
            metrics.retried("transaction")
            try await pause(.milliseconds(Int.random(in: 10...100)))
        }
    }

    private func attempt<T>(
        _ transaction: PostgresTransaction, _ body: @LoopActor (PostgresTransaction) async throws -> T
    ) async -> (Result<T, any Error>, PostgresTransaction.End) {
        do {
            let value = try await body(transaction)
            let end = await transaction.commit()
            if case .undone = end { await transaction.rollBack() }
            return (.success(value), end)
        } catch {
            await transaction.rollBack()
            // A conflict shows in the transaction, whatever the body made of it.
            let own = transaction.failure ?? PostgresError(.server(sqlState: ""))
            return (.failure(error), .undone(own))
        }
    }

    /// Asks on another connection what became of a transaction whose COMMIT was not answered.
    private func didCommit(_ transaction: PostgresTransaction, lost: Int32) async throws(PostgresError) -> Bool {
        let deadline = LoopClock.Instant.now.advanced(by: .seconds(2))
        guard let number = transaction.number else { return false }
        while !Task.isCancelled, case let left = LoopClock.Instant.now.duration(to: deadline), left > .zero {
            guard let session = try? await sessions.acquire(within: left) else {
                try? await pause(.milliseconds(10))
                continue
            }
            let fence = try query(Self.fence(lost))
            let status = try query("SELECT pg_xact_status(\(number)::text::xid8)")
            let fate = await session.run([fence, status])
            sessions.release(session)
            switch fate == .answered ? status.rows?.first?.stringOrNil(0) : nil {
            case "committed": return true
            case "aborted": return false
            default: try? await pause(.milliseconds(10))
            }
        }
        throw failed(PostgresError(.outcomeUnknown))
    }
}
