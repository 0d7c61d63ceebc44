public import Observability
public import Reactor

/// One listener of a process: parses requests on the loop and hands each, whole, to `respond`.
///
/// libmicrohttpd parses and keeps the connections; its epoll descriptor is one of the loop's. Any number of servers
/// share the loop: the public API, Dapr's routes, probes.
@LoopActor public final class HTTPServer {
    public typealias Respond = @LoopActor @Sendable (HTTPRequest) async -> HTTPResponse
    /// Asked with the headers alone, before the body is read.
    public typealias Limits = @LoopActor @Sendable (HTTPRequest) -> RouteLimits

    /// A body that is too large and comes without a length is thrown away up to here; then the connection is cut.
    static let cutAfter = 16 << 20

    public let name: String
    let configuration: HTTPServerConfig
    let limits: Limits
    let respond: Respond
    let logger: Logger
    private let openConnections: Gauge
    private let refusals: CounterFamily
    private let cuts: Counter

    private(set) var daemon: Daemon?
    private var source: FileDescriptorSource?
    private var timer: LoopTimer?
    private var timerInstant = LoopClock.Instant(nanoseconds: 0)
    private var isRunning = false
    private var isDirty = false
    private(set) var connections: [ObjectIdentifier: HTTPConnection] = [:]
    private var touched: [HTTPConnection] = []
    private let slowClients: SlowClients
    private var sweep: LoopTimer?
    /// A handler that has run for so long is called off when its client leaves. Watching every request would cost
    /// two system calls each.
    var watchAfter = Duration.seconds(1)
    /// The time of the current run.
    private(set) var now = LoopClock.Instant.now
    /// The port it is bound to, once started.
    public private(set) var port = 0
    private(set) var listener: Int32 = -1
    /// Makes the answer to a request that is refused before any handler sees it; give it an id and a line in the log.
    /// Of the request's fields it gets `Accept-Language` only, and that as it came.
    public var refusal: @LoopActor @Sendable (Problem, HTTPHeaders) -> HTTPResponse = { problem, _ in problem.response()
    }
    var isDraining = false
    var isAbandoning = false

    /// A server that is not started yet; `name` says in logs and metrics which listener it is.
    public init(
        _ configuration: HTTPServerConfig, name: String, logger: Logger, metrics: Metrics,
        limits: @escaping Limits = { _ in .standard }, respond: @escaping Respond
    ) {
        self.configuration = configuration
        self.name = name
        self.logger = logger
        self.limits = limits
        self.respond = respond
        slowClients = SlowClients(configuration: configuration)
        openConnections = metrics.gauge("http_connections", "Connections open.", labels: ["listener"])(name)
        refusals = metrics.counter(
            "http_requests_refused_total", "Requests refused before any handler saw them.",
            labels: ["listener", "code"]
        )
        cuts = metrics.counter(
            "http_connections_cut_total", "Connections cut because the client was too slow.", labels: ["listener"])(
                name)
    }

    /// A server of a router's routes, with their limits.
    public convenience init<Context: RequestContext>(
        _ configuration: HTTPServerConfig, name: String, logger: Logger, metrics: Metrics, router: Router<Context>
    ) {
        self.init(
            configuration, name: name, logger: logger, metrics: metrics,
            limits: { router.limits(for: $0) }, respond: { await router.respond(to: $0) })
    }

    /// Connections open now.
    public var connectionCount: Int { connections.count }

    /// Listens; requests are answered from here on.
    public func start() throws(HTTPServerError) {
        guard daemon == nil else { return }
        let listener = try ListenSocket(configuration)
        let daemon: Daemon
        do throws(HTTPServerError) {
            daemon = try Daemon(
                listener: listener.descriptor, configuration, owner: Unmanaged.passUnretained(self).toOpaque())
        } catch {
            listener.close()
            throw error
        }
        self.daemon = daemon
        port = listener.port
        self.listener = listener.descriptor
        source = FileDescriptorSource(daemon.descriptor, "http", for: .read) { [unowned self] _ in run() }
        RunningServers.add(self)
        logger.notice("Listening", ["listener": .init(name), "host": .init(configuration.host), "port": .init(port)])
    }

    // MARK: Running

    /// Something was resumed: the library looks at it before the loop sleeps.
    func needsRun() { isDirty = true }

    /// Like ``needsRun()``, for what the library's descriptor does not tell: the loop must not sleep.
    func needsAnotherRun() {
        isDirty = true
        EventLoop.main.turnAgain()
    }

    /// Called once a turn, before the loop sleeps.
    func runIfNeeded() {
        if isDirty { run() }
    }

    func run() {
        guard let daemon, !isRunning else { return }
        isRunning = true
        isDirty = false
        now = .now
        daemon.run()
        isRunning = false
        settle()
        schedule(daemon.timeout)
    }

    /// Looks once at the connections that the run has touched, most of which are done already.
    func touch(_ connection: HTTPConnection) {
        guard !connection.isTouched else { return }
        connection.isTouched = true
        touched.append(connection)
    }

    private func settle() {
        for connection in touched {
            connection.isTouched = false
            slowClients.settle(connection, now: now)
        }
        touched.removeAll(keepingCapacity: true)
    }

    private func schedule(_ timeout: UInt64?) {
        guard let timeout else { return }
        guard timeout > 0 else {
            needsAnotherRun()
            return
        }
        let instant = now.advanced(by: .milliseconds(Int64(clamping: timeout)))
        if timer != nil, timerInstant <= instant { return }
        timer?.cancel()
        timerInstant = instant
        timer = LoopTimer(at: instant) { [unowned self] in
            timer = nil
            run()
        }
    }

    // MARK: Connections

    func opened(_ handle: OpaquePointer) -> HTTPConnection {
        let connection = HTTPConnection(handle, of: self)
        connections[ObjectIdentifier(connection)] = connection
        connection.deadline.set(now.advanced(by: configuration.headerTimeout))
        openConnections.add(1)
        return connection
    }

    func forget(_ connection: HTTPConnection) {
        connections[ObjectIdentifier(connection)] = nil
        openConnections.add(-1)
        // At its limit (of connections, or of descriptors) the library stops listening, and begins again with its next
        // run: without one, whoever waits would wait for somebody else's request.
        needsAnotherRun()
    }

    func refused(_ code: String) { refusals(name, code).increment() }

    /// Ends a connection that took too long.
    func cut(_ connection: HTTPConnection) {
        if connection.phase != .idle { cuts.increment() }
        connection.shut()
    }

    /// From now on looks every second for handlers whose client may have left.
    func watchLongRunning() {
        guard sweep == nil else { return }
        sweep = LoopTimer(after: watchAfter) { [unowned self] in
            sweep = nil
            watchSuspended()
        }
    }

    private func watchSuspended() {
        let limit = LoopClock.Instant.now.advanced(by: .zero - watchAfter)
        var goesOn = false
        for connection in connections.values where connection.phase == .running && connection.isSuspended {
            if connection.runningSince <= limit { connection.watchForLeave() }
            if !connection.isWatched { goesOn = true }
        }
        if goesOn { watchLongRunning() }
    }

    /// Stops the library, when nothing is suspended any more.
    func stopDaemon() {
        timer?.cancel()
        sweep?.cancel()
        (timer, sweep) = (nil, nil)
        source?.cancel()
        source = nil
        RunningServers.remove(self)
        daemon?.stop()
        daemon = nil
    }
}
