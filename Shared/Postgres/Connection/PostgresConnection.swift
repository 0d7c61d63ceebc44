internal import CPostgres
internal import Reactor

/// One open connection in pipeline mode: sends one batch at a time and reads its answers. Owns the `PGconn`.
@LoopActor final class PostgresConnection {
    let role: ConnectionParameters.Role
    let processID: Int32
    /// Called when a batch is over, with its members. Set once by whoever uses the connection.
    var finished: ((Batch.Fate, [Query]) -> Void)?
    /// Called once, when the connection is gone, after `finished`.
    var closed: (() -> Void)?
    var notified: ((String) -> Void)?

    var connection: OpaquePointer?
    private var source: FileDescriptorSource?
    private var batch = Batch()
    private var queries: [Query] = []
    private var prepared = PreparedSet()
    private let patience: Duration
    private var watch: LoopTimer?
    private var lastHeard = LoopClock.Instant(nanoseconds: 0)
    private(set) var state = State.idle
    private var script: Script?

    enum State {
        case idle, busy, closed
    }

    /// Takes over a connection that has just been made.
    init(_ connection: OpaquePointer, _ role: ConnectionParameters.Role, _ config: PostgresConfig) {
        self.connection = connection
        self.role = role
        patience = config.silenceLimit
        processID = PQbackendPID(connection)
        PQsetNoticeReceiver(connection, { _, _ in }, nil)  // libpq would write them to standard error
        PQsetnonblocking(connection, 1)
        PQenterPipelineMode(connection)
        source = FileDescriptorSource(PQsocket(connection), "postgres", for: .read) { self.ready($0) }
    }

    var isIdle: Bool { state == .idle }

    // MARK: Sending

    /// Sends `queries` and one Sync. The connection has to be idle; `finished` tells the end, perhaps at once.
    func send(_ queries: [Query]) {
        precondition(state == .idle, "one batch at a time")
        state = .busy
        self.queries = queries
        batch.reset()
        lastHeard = .now
        keepWatch()
        for query in queries where !send(query) { return lose() }
        guard PQpipelineSync(connection) == 1 else { return lose() }
        flush()
    }

    private func send(_ query: Query) -> Bool {
        query.state = .sent
        guard prepare(query.statement) else { return false }
        batch.addMember()
        return query.binds.withPointers { count, values, lengths, formats in
            PQsendQueryPrepared(connection, query.statement.name, count, values, lengths, formats, 1) == 1
        }
    }

    private func prepare(_ statement: PreparedStatement) -> Bool {
        switch prepared.use(statement.id) {
        case .nothing: return true
        case .prepare: break
        case .prepareAfterClosing(let oldest):
            batch.addClose(oldest)
            guard PQsendQueryParams(connection, "DEALLOCATE s\(oldest)", 0, nil, nil, nil, nil, 1) == 1 else {
                return false
            }
        }
        batch.addPrepare(statement.id)
        return PQsendPrepare(connection, statement.name, statement.text, Int32(statement.types.count), statement.types)
            == 1
    }

    private func flush() {
        switch PQflush(connection) {
        case 0:
            batch.sent()
            source?.interest = .read
        case 1: source?.interest = [.read, .write]
        default: lose()
        }
    }

    // MARK: Scripts

    /// SQL text of any number of statements on its way, and the first thing that went wrong in it.
    private struct Script {
        let finished: (PostgresError?) -> Void
        var error: PostgresError?
    }

    /// Sends several statements as one text, as `psql` does: for migrations and for what a pipeline does not take.
    /// The server may take as long as it likes.
    func send(script text: String, _ finished: @escaping (PostgresError?) -> Void) {
        precondition(state == .idle, "one batch at a time")
        state = .busy
        script = Script(finished: finished)
        batch.reset()
        guard PQexitPipelineMode(connection) == 1, PQsendQuery(connection, text) == 1 else { return lose() }
        flush()
    }

    private func readScript() {
        while script != nil, PQisBusy(connection) == 0 {
            guard let result = PQgetResult(connection) else { return finishScript() }
            if PQresultStatus(result) == PGRES_FATAL_ERROR, script?.error == nil {
                script?.error = PostgresError(result: result)
            }
            PQclear(result)
        }
    }

    private func finishScript() {
        guard let script, PQstatus(connection) == CONNECTION_OK, PQenterPipelineMode(connection) == 1 else {
            return lose()
        }
        self.script = nil
        state = .idle
        script.finished(script.error)
    }

    // MARK: Reading

    private func ready(_ readiness: Readiness) {
        if state == .busy, readiness.contains(.write) { flush() }
        guard state != .closed else { return }
        let isAlive = PQconsumeInput(connection) == 1
        lastHeard = .now
        // What came before the end is still there to be read: the answer to a Sync may be among it.
        if script != nil { readScript() } else if state == .busy { readResults() }
        // After the results: libpq finds a notification only once it has read what stands before it.
        readNotifications()
        if !isAlive, state != .closed { lose() }
    }

    private func readNotifications() {
        while let connection, let notification = PQnotifies(connection) {
            let channel = String(cString: notification.pointee.relname)
            PQfreemem(notification)
            notified?(channel)
        }
    }

    private func readResults() {
        var ends = 0
        while state == .busy, PQisBusy(connection) == 0 {
            guard let result = PQgetResult(connection) else {
                _ = batch.receive(.end)
                ends += 1
                // A broken connection gives nothing but ends.
                if ends > 1, !batch.isExpectingSteps { return }
                continue
            }
            ends = 0
            take(result)
        }
    }

    private func take(_ result: OpaquePointer) {
        switch PQresultStatus(result) {
        case PGRES_PIPELINE_SYNC:
            PQclear(result)
            finish(batch.fateAtSync)
        case PGRES_PIPELINE_ABORTED:
            PQclear(result)
            if case .prepare(let statement, _) = batch.receive(.skipped) { prepared.forget(statement) }
        case PGRES_TUPLES_OK, PGRES_COMMAND_OK:
            let rows = PostgresRows(result: PostgresResult(result))
            if case .execute(let member) = batch.receive(.success) { queries[member].rows = rows }
        default:
            let error = PostgresError(result: result)
            PQclear(result)
            take(error)
        }
    }

    private func take(_ error: PostgresError) {
        switch batch.receive(.failure) {
        case .execute(let member)?:
            (queries[member].rows, queries[member].error) = (nil, error)
            if error.isStalePlan { queries[member].statement.isStale = true }
        case .prepare(let statement, let member)?:
            prepared.forget(statement)
            queries[member].error = error
        case .close?, nil:
            // The commit itself failed; it concerns all.
            for query in queries { (query.rows, query.error) = (nil, error) }
        }
        if error.discardsConnection { isSpoilt = true }
    }

    /// The server will not serve this session any more; it is closed after the batch.
    private var isSpoilt = false

    // MARK: Ending

    private func finish(_ fate: Batch.Fate) {
        let members = queries
        queries.removeAll()
        guard !isSpoilt else {
            close(fate, members)
            return
        }
        state = .idle
        finished?(fate, members)
    }

    /// The connection broke, or is given up: what was on its way has no answer.
    func lose() {
        guard state != .closed else { return }
        let members = queries
        queries.removeAll()
        if let script {
            self.script = nil
            close(nil, [])
            return script.finished(script.error ?? PostgresError(.connectionLost))
        }
        close(state == .busy ? batch.fateAtLoss : nil, members)
    }

    private func close(_ fate: Batch.Fate?, _ members: [Query]) {
        tearDown()
        if let fate { finished?(fate, members) }
        finished = nil
        let closed = closed
        self.closed = nil
        closed?()
    }

    private func tearDown() {
        state = .closed
        watch?.cancel()
        watch = nil
        source?.cancel()
        source = nil
        PQfinish(connection)
        connection = nil
    }

    /// Gives the connection up when the server is silent for too long: it may be stopped, or the network gone, and
    /// neither ends a connection by itself.
    private func keepWatch() {
        guard watch == nil else { return }
        watch = LoopTimer(at: lastHeard.advanced(by: patience)) { [weak self] in
            guard let self else { return }
            self.watch = nil
            guard self.state == .busy else { return }
            if self.lastHeard.advanced(by: self.patience) <= .now { self.lose() } else { self.keepWatch() }
        }
    }
}
