internal import CPostgres
internal import Reactor

/// One connection on its way: libpq says what to wait for, the loop waits.
@LoopActor final class ConnectionAttempt {
    private let role: ConnectionParameters.Role
    private var finish: ((Result<OpaquePointer, PostgresError>) -> Void)?
    private var connection: OpaquePointer?
    private var source: FileDescriptorSource?
    private var timer: LoopTimer?
    private var first: LoopTimer?

    /// Calls `finish` once, never before this returns, unless cancelled.
    init(
        _ parameters: ConnectionParameters, _ role: ConnectionParameters.Role, timeout: Duration,
        finish: @escaping (Result<OpaquePointer, PostgresError>) -> Void
    ) {
        self.role = role
        self.finish = finish
        // PQconnectPoll does not know connect_timeout.
        timer = LoopTimer(after: timeout) { self.fail("no connection within \(timeout)") }
        let names = parameters.names
        if names.isEmpty {
            first = LoopTimer(after: .zero) { self.begin(parameters) }
        } else {
            resolve(names, parameters)
        }
    }

    private func resolve(_ names: [String], _ parameters: ConnectionParameters) {
        // A task of its own: it ends with the look-up, and a cancelled attempt ignores what it brings.
        Task { @LoopActor in
            let addresses = await NameResolver.shared.addresses(of: names)
            if let lost = names.first(where: { addresses[$0] == nil }) { return self.fail("unknown host \(lost)") }
            self.begin(parameters.resolved(addresses))
        }
    }

    func cancel() {
        finish = nil
        tearDown()
    }

    private func begin(_ parameters: ConnectionParameters) {
        guard finish != nil else { return }
        connection = parameters.start(role)
        guard let connection, PQstatus(connection) != CONNECTION_BAD else { return fail(message) }
        wait(for: .write)
    }

    /// libpq may have closed the socket and opened another, so each step watches anew.
    private func wait(for readiness: Readiness) {
        source = FileDescriptorSource(PQsocket(connection), "postgres connect", for: readiness) { _ in self.poll() }
    }

    private func poll() {
        source?.cancel()
        source = nil
        switch PQconnectPoll(connection) {
        case PGRES_POLLING_READING: wait(for: .read)
        case PGRES_POLLING_WRITING: wait(for: .write)
        case PGRES_POLLING_OK: succeed()
        default: fail(message)
        }
    }

    private var message: String { String(cString: PQerrorMessage(connection)) }

    private func succeed() {
        guard let connection, let finish else { return }
        self.connection = nil
        self.finish = nil
        tearDown()
        finish(.success(connection))
    }

    private func fail(_ message: String) {
        guard let finish else { return }
        self.finish = nil
        tearDown()
        finish(.failure(PostgresError(.unavailable, message.split(separator: "\n").joined(separator: "; "))))
    }

    private func tearDown() {
        source?.cancel()
        source = nil
        timer?.cancel()
        timer = nil
        first?.cancel()
        first = nil
        PQfinish(connection)
        connection = nil
    }
}
