internal import Reactor

/// Single statements over a few connections, in batches that share one Sync and so one commit.
///
/// Statements wait for the end of the loop's turn; then each idle connection gets its share, at most 32, and one Sync.
/// At most one batch is in flight on a connection: what comes meanwhile forms the next one.
@LoopActor final class Pipeline {
    static let batchLimit = 32

    /// What became of one statement.
    enum Outcome {
        /// The query has its own result.
        case answered
        /// Something else in its batch failed, or it has to wait for somebody: to be tried alone.
        case alone
        /// The connection to this server process was lost at the Sync.
        case unknown(processID: Int32)
        case failed(PostgresError)
        /// The caller's task was cancelled; a statement already sent may still take effect.
        case cancelled(isSent: Bool)
    }

    private let role: ConnectionParameters.Role
    private let dialer: Dialer
    private let limits: PipelineLimits
    private let metrics: PostgresMetrics
    private var connections: [PostgresConnection] = []
    private var requests: [Dialer.Request] = []
    private var queue: [Query] = []
    private var head = 0
    private var isMarked = false
    private var isClosed = false
    private var outageTimer: LoopTimer?
    private var quiet: UnsafeContinuation<Void, Never>?

    init(_ role: ConnectionParameters.Role, _ dialer: Dialer, _ limits: PipelineLimits, _ metrics: PostgresMetrics) {
        self.role = role
        self.dialer = dialer
        self.limits = limits
        self.metrics = metrics
    }

    var isConnected: Bool { !connections.isEmpty }
    /// When the server last answered a batch.
    private(set) var lastAnswer: LoopClock.Instant?
    /// Called with the first connection after there was none.
    var becameConnected: (() -> Void)?

    func open(_ count: Int) {
        for _ in 0..<count { dial() }
    }

    // MARK: Statements

    /// Waits for the query's turn, its batch and its commit.
    func run(_ query: Query) async -> Outcome {
        await withTaskCancellationHandler {
            await withUnsafeContinuation { enqueue(query, $0) }
        } onCancel: {
            abandonFromAnywhere(query)
        }
    }

    private func enqueue(_ query: Query, _ continuation: UnsafeContinuation<Outcome, Never>) {
        query.continuation = continuation
        guard !Task.isCancelled else { return query.resume(.cancelled(isSent: false)) }
        guard !isClosed else { return query.resume(.failed(PostgresError(.unavailable, "shut down"))) }
        guard limits.enter() else { return query.resume(.failed(PostgresError(.busy))) }
        queue.append(query)
        mark()
    }

    private nonisolated func abandonFromAnywhere(_ query: Query) {
        LoopActor.perform { self.abandon(query) }
    }

    /// A statement that waits is taken back; one that is sent is left to the server's own time limit.
    private func abandon(_ query: Query) {
        guard query.continuation != nil else { return }
        if query.state == .waiting, let index = queue[head...].firstIndex(where: { $0 === query }) {
            queue.remove(at: index)
            limits.leave(1)
        }
        query.resume(.cancelled(isSent: query.state == .sent))
    }

    // MARK: Batches

    private func mark() {
        guard !isMarked else { return }
        isMarked = true
        PipelineFlush.mark(self)
    }

    /// Sends what waits, shared evenly among the idle connections.
    func flush() {
        isMarked = false
        guard head < queue.count else { return }
        let idle = connections.filter(\.isIdle)
        var left = idle.count
        for connection in idle {
            let waiting = queue.count - head
            guard waiting > 0 else { break }
            let share = min(Self.batchLimit, (waiting + left - 1) / left)
            left -= 1
            let batch = Array(queue[head..<head + share])
            head += share
            limits.leave(share)
            metrics.batch(share, isWrite: role == .write)
            connection.send(batch)
        }
        compact()
        if head < queue.count { watchQueue() }
    }

    private func compact() {
        if head == queue.count {
            queue.removeAll(keepingCapacity: true)
            head = 0
        } else if head > 256 {
            queue.removeFirst(head)
            head = 0
        }
    }

    private func finish(_ fate: Batch.Fate, _ members: [Query], _ processID: Int32) {
        if fate == .answered { lastAnswer = .now }
        switch fate {
        case .answered: for query in members { query.resume(.answered) }
        case .alone:
            metrics.retried("batch", by: members.count)
            for query in members {
                query.clear()
                query.resume(.alone)
            }
        case .unknown where role == .write:
            metrics.retried("unknown", by: members.count)
            for query in members {
                query.clear()
                query.resume(.unknown(processID: processID))
            }
        case .notSent, .unknown: sendAgain(members)
        }
        if head < queue.count { mark() }
        if let quiet, !connections.contains(where: { $0.state == .busy }) {
            self.quiet = nil
            quiet.resume()
        }
    }

    /// Nothing of these was committed. A statement that breaks its connection each time is not tried for ever.
    private func sendAgain(_ members: [Query]) {
        metrics.retried("connection", by: members.count)
        var again: [Query] = []
        for query in members where query.continuation != nil {
            query.clear()
            query.losses += 1
            if query.losses > 2 || isClosed {
                query.resume(.failed(PostgresError(.connectionLost)))
            } else {
                query.state = .waiting
                again.append(query)
            }
        }
        limits.enterAgain(again.count)
        queue.insert(contentsOf: again, at: head)
        watchQueue()
    }

    // MARK: Connections

    private func dial() {
        var request: Dialer.Request?
        request = dialer.dial(role) { connection in
            self.requests.removeAll { $0 === request }
            self.adopt(connection)
        }
        if let request { requests.append(request) }
    }

    private func adopt(_ connection: PostgresConnection) {
        let processID = connection.processID
        connection.finished = { [weak self] fate, members in self?.finish(fate, members, processID) }
        connection.closed = { [weak self, unowned connection] in
            guard let self else { return }
            self.connections.removeAll { $0 === connection }
            self.metrics.connections(self.role, self.connections.count)
            if !self.isClosed { self.dial() }
        }
        connections.append(connection)
        metrics.connections(role, connections.count)
        if connections.count == 1 { becameConnected?() }
        mark()
    }

    /// What waited for 2 s, because the database is away or hangs, is told so; it was not sent.
    private func watchQueue() {
        guard outageTimer == nil else { return }
        outageTimer = LoopTimer(after: .milliseconds(100)) { [weak self] in
            guard let self else { return }
            self.outageTimer = nil
            self.failOverdue()
            if self.head < self.queue.count { self.watchQueue() }
        }
    }

    private func failOverdue() {
        let limit = LoopClock.Instant.now.advanced(by: .zero - limits.patience)
        while head < queue.count, queue[head].since <= limit {
            let query = queue[head]
            head += 1
            limits.leave(1)
            query.resume(.failed(dialer.lastError ?? PostgresError(.unavailable, "no answer in time")))
        }
        compact()
    }

    // MARK: End

    /// Lets the batches in flight end, tells the rest that it is over and closes the connections.
    func close() async {
        isClosed = true
        for request in requests { dialer.cancel(request) }
        requests = []
        for query in queue[head...] { query.resume(.failed(PostgresError(.unavailable, "shut down"))) }
        limits.leave(queue.count - head)
        queue = []
        head = 0
        await withUnsafeContinuation { continuation in
            guard connections.contains(where: { $0.state == .busy }) else { return continuation.resume() }
            quiet = continuation
        }
        for connection in connections { connection.lose() }
        outageTimer?.cancel()
    }
}
