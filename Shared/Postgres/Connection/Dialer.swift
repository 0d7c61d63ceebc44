internal import Observability
internal import Reactor

/// Makes connections for everybody in the process; while the database is away, one at a time and ever more rarely.
@LoopActor final class Dialer {
    /// Somebody who wants a connection until it gets one or cancels.
    final class Request {
        let role: ConnectionParameters.Role
        fileprivate var connected: ((PostgresConnection) -> Void)?
        fileprivate var attempt: ConnectionAttempt?

        fileprivate init(_ role: ConnectionParameters.Role, _ connected: @escaping (PostgresConnection) -> Void) {
            self.role = role
            self.connected = connected
        }
    }

    private let parameters: ConnectionParameters
    private let config: PostgresConfig
    private let logger: Logger
    private let metrics: PostgresMetrics
    private var waiting: [Request] = []
    private var probe: Request?
    private var timer: LoopTimer?
    private var delay = ReconnectDelay()
    private(set) var lastError: PostgresError?

    init(_ parameters: ConnectionParameters, _ config: PostgresConfig, _ logger: Logger, _ metrics: PostgresMetrics) {
        self.parameters = parameters
        self.config = config
        self.logger = logger
        self.metrics = metrics
    }

    /// True from a failed attempt until one succeeds.
    var isDown: Bool { lastError != nil }

    /// Calls `connected` once there is a connection, never before this returns.
    @discardableResult
    func dial(_ role: ConnectionParameters.Role, _ connected: @escaping (PostgresConnection) -> Void) -> Request {
        let request = Request(role, connected)
        if isDown {
            waiting.append(request)
            scheduleProbe()
        } else {
            attempt(request)
        }
        return request
    }

    func cancel(_ request: Request) {
        request.connected = nil
        request.attempt?.cancel()
        request.attempt = nil
        waiting.removeAll { $0 === request }
        guard probe === request else { return }
        probe = nil
        scheduleProbe()
    }

    private func attempt(_ request: Request) {
        request.attempt = ConnectionAttempt(parameters, request.role, timeout: config.connectTimeout) { result in
            request.attempt = nil
            switch result {
            case .success(let connection): self.succeeded(request, connection)
            case .failure(let error): self.failed(request, error)
            }
        }
    }

    private func succeeded(_ request: Request, _ connection: OpaquePointer) {
        if probe === request { probe = nil }
        if isDown { logger.info("Database reached again") }
        lastError = nil
        delay.reset()
        metrics.connected()
        let others = waiting
        waiting = []
        for other in others { attempt(other) }
        let connected = request.connected
        request.connected = nil
        connected?(PostgresConnection(connection, request.role, config))
    }

    private func failed(_ request: Request, _ error: PostgresError) {
        if probe === request { probe = nil }
        if !isDown { logger.warning("Database not reachable", ["error": .init(error.debugDescription)]) }
        lastError = error
        metrics.connectFailed()
        waiting.append(request)
        scheduleProbe()
    }

    private func scheduleProbe() {
        guard isDown, probe == nil, timer == nil, !waiting.isEmpty else { return }
        var random = SystemRandomNumberGenerator()
        timer = LoopTimer(after: delay.next(using: &random)) {
            self.timer = nil
            guard !self.waiting.isEmpty else { return }
            let request = self.waiting.removeFirst()
            self.probe = request
            self.attempt(request)
        }
    }
}
