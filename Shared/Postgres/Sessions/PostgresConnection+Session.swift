internal import CPostgres
internal import Reactor

/// A leased connection: its user sends one batch after the other and waits for each.
extension PostgresConnection {
    /// True when the next user finds it as new: idle, and not inside a transaction.
    var isReusable: Bool { isIdle && PQtransactionStatus(connection) == PQTRANS_IDLE }

    /// Sends the queries with one Sync and waits for its answer. When the caller's task is cancelled the connection is
    /// closed, unless `isShielded`: the server ends what runs in its own time.
    func run(_ queries: [Query], isShielded: Bool = false) async -> Batch.Fate {
        guard isIdle else { return .notSent }
        guard !isShielded else { return await answer(to: queries) }
        guard !Task.isCancelled else { return .notSent }
        return await withTaskCancellationHandler {
            await answer(to: queries)
        } onCancel: {
            loseFromAnywhere()
        }
    }

    private func answer(to queries: [Query]) async -> Batch.Fate {
        await withUnsafeContinuation { continuation in
            finished = { [weak self] fate, _ in
                self?.finished = nil
                continuation.resume(returning: fate)
            }
            send(queries)
        }
    }

    /// Runs SQL text of several statements; a cancelled task closes the connection.
    func run(script: String) async throws(PostgresError) {
        guard isIdle, !Task.isCancelled else { throw PostgresError(Task.isCancelled ? .cancelled : .connectionLost) }
        let error: PostgresError? = await withTaskCancellationHandler {
            await withUnsafeContinuation { continuation in send(script: script) { continuation.resume(returning: $0) } }
        } onCancel: {
            loseFromAnywhere()
        }
        if let error { throw error }
    }

    private nonisolated func loseFromAnywhere() {
        LoopActor.perform { self.lose() }
    }
}
