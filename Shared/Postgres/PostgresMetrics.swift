internal import Observability
internal import Reactor

/// What the module counts: connections by use, sizes of batches, repeated statements, outcomes.
@LoopActor final class PostgresMetrics {
    private let open: GaugeFamily
    private let readBatches: Histogram
    private let writeBatches: Histogram
    private let retries: CounterFamily
    private let errors: CounterFamily
    private let connects: Counter
    private let failedConnects: Counter

    init(_ metrics: Metrics) {
        open = metrics.gauge("postgres_connections", "Open connections by use", labels: ["use"])
        let batches = metrics.histogram(
            "postgres_batch_statements", "Statements that shared a Sync", labels: ["kind"],
            buckets: [1, 2, 4, 8, 16, 24, 32])
        readBatches = batches("read")
        writeBatches = batches("write")
        retries = metrics.counter("postgres_retries_total", "Statements sent again, by cause", labels: ["cause"])
        errors = metrics.counter("postgres_errors_total", "Statements that failed, by kind", labels: ["kind"])
        let connects = metrics.counter("postgres_connects_total", "Attempts to connect", labels: ["outcome"])
        self.connects = connects("connected")
        failedConnects = connects("failed")
    }

    func connections(_ role: ConnectionParameters.Role, _ count: Int) { open("\(role)").set(Double(count)) }

    func batch(_ count: Int, isWrite: Bool) { (isWrite ? writeBatches : readBatches).observe(Double(count)) }

    /// `cause` is one of a few words of the program.
    func retried(_ cause: String, by count: Int = 1) { retries(cause).increment(by: count) }

    func failed(_ error: PostgresError) { errors(error.label).increment() }

    func connected() { connects.increment() }

    func connectFailed() { failedConnects.increment() }
}

extension PostgresError {
    /// One of a few words; the server's own codes count by their class.
    fileprivate var label: String {
        switch kind {
        case .connectionLost: "connection_lost"
        case .outcomeUnknown: "outcome_unknown"
        case .timeout: "timeout"
        case .busy: "busy"
        case .unavailable: "unavailable"
        case .cancelled: "cancelled"
        case .uniqueViolation: "unique_violation"
        case .checkViolation: "check_violation"
        case .foreignKey: "foreign_key"
        case .serialization: "serialization"
        case .invalidText: "invalid_text"
        case .invalidDate: "invalid_date"
        case .server(let state): "class_\(state.prefix(2))"
        }
    }
}
