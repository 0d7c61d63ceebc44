public import Observability
public import Reactor

/// PostgreSQL for the whole process: single statements in batches, transactions on leased sessions, notifications.
///
/// ``read(_:)`` and ``write(_:committed:)`` are nearly everything a service does: all statements of one turn of the loop
/// leave together and share a commit. ``withTransaction(_:)`` is for work that needs several round trips.
/// While the database is away every call fails within 2 s, and connections come back by themselves.
@LoopActor public final class PostgresClient {
    let config: PostgresConfig
    let logger: Logger
    let metrics: PostgresMetrics
    let catalog = StatementCatalog()
    let dialer: Dialer
    let sessions: SessionPool
    let listener: PostgresListener
    private let reads: Pipeline
    let writes: Pipeline
    private let configurationError: PostgresError?

    /// Nothing is connected before ``start()``.
    public init(_ config: PostgresConfig, logger: Logger, metrics: Metrics) {
        self.config = config
        self.logger = logger
        self.metrics = PostgresMetrics(metrics)
        let (parameters, error) = Self.parameters(config)
        configurationError = error
        dialer = Dialer(parameters, config, logger, self.metrics)
        sessions = SessionPool(dialer, config, self.metrics)
        listener = PostgresListener(dialer, catalog)
        let limits = PipelineLimits(waitingLimit: config.waitingLimit, patience: config.queueTimeout)
        reads = Pipeline(.read, dialer, limits, self.metrics)
        writes = Pipeline(.write, dialer, limits, self.metrics)
    }

    private static func parameters(_ config: PostgresConfig) -> (ConnectionParameters, PostgresError?) {
        do throws(PostgresError) {
            return (
                try ConnectionParameters(
                    config.url, applicationName: config.applicationName, settings: config.settings), nil
            )
        } catch {
            return (ConnectionParameters(), error)
        }
    }

    // MARK: Life

    /// Opens the connections of the pipeline and returns with the first of them, or after the time limit for connecting:
    /// then it goes on trying in the background.
    ///
    /// - Throws: `.unavailable` when `database.url` cannot be understood.
    public func start() async throws(PostgresError) {
        if let configurationError { throw configurationError }
        reads.open(config.readConnections)
        writes.open(config.writeConnections)
        await withUnsafeContinuation { (continuation: UnsafeContinuation<Void, Never>) in
            var waiting: UnsafeContinuation<Void, Never>? = continuation
            let timer = LoopTimer(after: config.connectTimeout) {
                waiting?.resume()
                waiting = nil
            }
            reads.becameConnected = {
                timer.cancel()
                waiting?.resume()
                waiting = nil
            }
        }
        reads.becameConnected = nil
    }

    /// Lets the batches in flight end and closes every connection.
    public func shutdown() async {
        listener.close()
        await writes.close()
        await reads.close()
        sessions.close()
    }

    // MARK: Statements

    /// Runs one reading statement and answers its rows.
    ///
    /// - Throws: what the server said, or why it was not asked; never after more than some seconds.
    public func read(_ sql: SQL) async throws(PostgresError) -> PostgresRows {
        let query = try query(sql)
        switch await reads.run(query) {
        case .answered:
            if query.rows == nil, query.error?.kind == .serialization || query.error?.isStalePlan == true {
                return try await alone(sql, isWrite: false)
            }
            return try counted(query)
        case .alone: return try await alone(sql, isWrite: false)
        case .unknown: throw failed(PostgresError(.connectionLost))
        case .failed(let error): throw failed(error)
        case .cancelled: throw PostgresError(.cancelled)
        }
    }

    /// Asks the database for a sign of life.
    public func ping() async throws(PostgresError) { _ = try await read("SELECT 1") }

    /// When the database last answered a batch; nil before the first.
    public var lastAnswer: LoopClock.Instant? {
        [reads.lastAnswer, writes.lastAnswer].compactMap(\.self).max()
    }

    // MARK: Notifications

    /// An element for each notification on `channel`, and one after each reconnect, since some may have been missed.
    public func listen(_ channel: String) -> AsyncStream<Void> { listener.listen(channel) }

    /// Notifies `channel` in a transaction of its own. Lost without a word when the database is away: listeners poll.
    public func notify(_ channel: String) async { await listener.notify(channel) }

    // MARK: Parts

    /// The statement with a name, ready to be sent; refuses what must not reach the database.
    func query(_ sql: SQL) throws(PostgresError) -> Query {
        if let mistake = sql.binds.mistake { throw failed(PostgresError(mistake)) }
        return Query(catalog.statement(for: sql), sql.binds)
    }

    func counted(_ query: Query) throws(PostgresError) -> PostgresRows {
        if let rows = query.rows { return rows }
        throw failed(query.error ?? PostgresError(.connectionLost))
    }

    func failed(_ error: PostgresError) -> PostgresError {
        metrics.failed(error)
        return error
    }
}
