public import Reactor

/// The handle of one transaction, valid inside the body of ``PostgresClient/withTransaction(_:)``.
///
/// `BEGIN` travels with the first statement, so an empty transaction costs nothing.
@LoopActor public final class PostgresTransaction {
    private let session: PostgresConnection
    private let client: PostgresClient
    private let isolation: Isolation
    private var hooks: [@LoopActor () -> Void] = []
    private var isQuerying = false
    private var turns: [UnsafeContinuation<Void, Never>] = []
    /// PostgreSQL's number for the transaction; nil before the first statement.
    private(set) var number: String?
    /// The first thing that went wrong; after it the transaction cannot commit.
    private(set) var failure: PostgresError?

    /// What a transaction sees of others. Above `readCommitted` it may fail at any statement and run again.
    public enum Isolation: Sendable {
        case readCommitted, repeatableRead, serializable
    }

    init(_ session: PostgresConnection, _ client: PostgresClient, _ isolation: Isolation) {
        self.isolation = isolation
        self.session = session
        self.client = client
    }

    /// Runs one statement and answers its rows.
    @discardableResult
    public func query(_ sql: SQL) async throws(PostgresError) -> PostgresRows {
        try await queryAll([sql])[0]
    }

    /// Runs one statement and answers how many rows it touched.
    @discardableResult
    public func execute(_ sql: SQL) async throws(PostgresError) -> Int {
        try await query(sql).affected
    }

    /// Runs the statements one after the other in one round trip and answers the rows of each.
    public func queryAll(_ statements: [SQL]) async throws(PostgresError) -> [PostgresRows] {
        await beginTurn()
        defer { endTurn() }
        if let failure { throw failure }
        var queries: [Query] = []
        for sql in statements { queries.append(try client.query(sql)) }
        try await send(queries)
        var rows: [PostgresRows] = []
        for query in queries { rows.append(try query.result()) }
        return rows
    }

    /// Calls `hook` once the transaction has committed; never when it has not.
    public func afterCommit(_ hook: @escaping @LoopActor () -> Void) { hooks.append(hook) }

    // MARK: Statements

    private func send(_ queries: [Query]) async throws(PostgresError) {
        let isFirst = number == nil
        let begin = isFirst ? [try client.query(opening), try client.query("SELECT pg_current_xact_id()::text")] : []
        let fate = await session.run(begin + queries)
        if isFirst { number = begin[1].rows?.first?.string(0) }
        if fate == .answered || fate == .alone {
            failure = (begin + queries).compactMap(\.error).first
        } else {
            failure = PostgresError(Task.isCancelled ? .cancelled : .connectionLost)
        }
        if let failure { throw failure }
    }

    private var opening: SQL {
        switch isolation {
        case .readCommitted: "BEGIN"
        case .repeatableRead: "BEGIN ISOLATION LEVEL REPEATABLE READ"
        case .serializable: "BEGIN ISOLATION LEVEL SERIALIZABLE"
        }
    }

    /// Statements of tasks within the body take turns.
    private func beginTurn() async {
        await withUnsafeContinuation { continuation in
            // Asked in here: a task that does not prefer the loop may let others run between the call and this.
            guard !isQuerying else { return turns.append(continuation) }
            isQuerying = true
            continuation.resume()
        }
    }

    private func endTurn() {
        guard !turns.isEmpty else { return isQuerying = false }
        turns.removeFirst().resume()
    }

    // MARK: End

    enum End {
        case committed
        /// Nothing of it is there.
        case undone(PostgresError)
        case unknown
    }

    /// Not to be cancelled: once COMMIT is sent its answer is worth waiting for.
    func commit() async -> End {
        if let failure { return .undone(failure) }
        guard number != nil else { return .committed }
        guard let commit = try? client.query("COMMIT") else { return .unknown }
        switch await session.run([commit], isShielded: true) {
        case .unknown: return .unknown
        case .notSent: return .undone(PostgresError(.connectionLost))
        case .answered, .alone:
            if let error = commit.error { return .undone(error) }
            // The server answers ROLLBACK to the COMMIT of a transaction that has failed.
            return commit.rows?.commandTag == "COMMIT" ? .committed : .undone(PostgresError(.connectionLost))
        }
    }

    func rollBack() async {
        guard number != nil, session.isIdle, let rollBack = try? client.query("ROLLBACK") else { return }
        _ = await session.run([rollBack], isShielded: true)
    }

    func runHooks() {
        for hook in hooks { hook() }
    }
}
