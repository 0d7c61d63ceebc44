internal import Reactor

/// Leases connections to transactions and to statements that have to run alone.
@LoopActor final class SessionPool {
    private final class Waiter {
        var continuation: UnsafeContinuation<Result<PostgresConnection, PostgresError>, Never>?
        var timer: LoopTimer?
    }

    private let dialer: Dialer
    private let config: PostgresConfig
    private let metrics: PostgresMetrics
    private var state: SessionPoolState
    private var sessions: [Int: PostgresConnection] = [:]
    private var waiters: [Int: Waiter] = [:]
    private var requests: [Int: Dialer.Request] = [:]
    private var made = 0
    private var isClosed = false

    init(_ dialer: Dialer, _ config: PostgresConfig, _ metrics: PostgresMetrics) {
        self.dialer = dialer
        self.config = config
        self.metrics = metrics
        state = SessionPoolState(limit: config.sessions)
    }

    /// A session for the caller alone, until ``release(_:)``.
    ///
    /// Throws `.unavailable` when the database is away for as long as the caller may wait, `.busy` when all sessions
    /// are in use for so long.
    func acquire(within limit: Duration? = nil) async throws(PostgresError) -> PostgresConnection {
        guard !isClosed else { throw PostgresError(.unavailable, "shut down") }
        made += 1
        let number = made
        let result = await withTaskCancellationHandler {
            await withUnsafeContinuation { enqueue(number, $0, limit ?? config.acquireTimeout) }
        } onCancel: {
            cancelFromAnywhere(number)
        }
        return try result.get()
    }

    /// Takes the session back. One that is not idle, because its user left in the middle, is closed.
    func release(_ session: PostgresConnection) {
        guard let number = sessions.first(where: { $0.value === session })?.key else { return }
        if session.isReusable { perform(state.release(number)) } else { session.lose() }
    }

    func close() {
        isClosed = true
        for request in requests.values { dialer.cancel(request) }
        requests = [:]
        for number in Array(waiters.keys) { end(number, .failure(PostgresError(.unavailable, "shut down"))) }
        for session in Array(sessions.values) { session.lose() }
    }

    // MARK: Waiting

    private func enqueue(
        _ number: Int, _ continuation: UnsafeContinuation<Result<PostgresConnection, PostgresError>, Never>,
        _ limit: Duration
    ) {
        guard !Task.isCancelled else { return continuation.resume(returning: .failure(PostgresError(.cancelled))) }
        guard waiters.count < config.waitingLimit else {
            return continuation.resume(returning: .failure(PostgresError(.busy)))
        }
        let waiter = Waiter()
        waiter.continuation = continuation
        waiters[number] = waiter
        perform(state.acquire(number))
        guard waiter.continuation != nil else { return }
        wait(number, waiter, within: limit)
    }

    /// While the database is away nobody waits for longer than a transaction does.
    private func wait(_ number: Int, _ waiter: Waiter, within limit: Duration) {
        let step = min(limit, config.acquireTimeout)
        waiter.timer = LoopTimer(after: step) {
            if let error = self.dialer.lastError {
                self.end(number, .failure(error))
            } else if limit > step {
                self.wait(number, waiter, within: limit - step)
            } else {
                self.end(number, .failure(PostgresError(.busy, "no session in time")))
            }
        }
    }

    private nonisolated func cancelFromAnywhere(_ number: Int) {
        LoopActor.perform { self.end(number, .failure(PostgresError(.cancelled))) }
    }

    private func end(_ number: Int, _ result: Result<PostgresConnection, PostgresError>) {
        guard let waiter = waiters.removeValue(forKey: number) else { return }
        state.withdraw(number)
        waiter.timer?.cancel()
        waiter.timer = nil
        waiter.continuation?.resume(returning: result)
        waiter.continuation = nil
    }

    private func perform(_ actions: [SessionPoolState.Action]) {
        for action in actions {
            switch action {
            case .lease(let session, let waiter):
                guard let connection = sessions[session] else { continue }
                end(waiter, .success(connection))
            case .dial: dial()
            }
        }
        metrics.connections(.session, state.open)
    }

    private func dial() {
        made += 1
        let number = made
        requests[number] = dialer.dial(.session) { connection in
            self.requests[number] = nil
            self.sessions[number] = connection
            connection.closed = { [weak self] in
                guard let self else { return }
                self.sessions[number] = nil
                self.perform(self.isClosed ? [] : self.state.lost(number))
            }
            self.perform(self.state.connected(number))
        }
    }
}
