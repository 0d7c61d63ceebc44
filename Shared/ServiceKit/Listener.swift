public import HTTP
public import Reactor

/// An HTTP server as a service: listens while the group runs, drains when it stops.
@LoopActor public final class Listener: Service {
    public nonisolated let name: String
    private let server: HTTPServer
    private let limit: Duration
    private let lingering: (lifecycle: Lifecycle, duration: Duration)?

    /// - Parameters:
    ///   - limit: for requests in progress; the rest is answered 503.
    ///   - lingering: keeps serving for so long after the process began to stop, as Dapr's listener must: its health
    ///     check fails meanwhile, and the sidecar stops delivering.
    public init(
        _ server: HTTPServer, drainWithin limit: Duration = .seconds(10),
        lingering: (lifecycle: Lifecycle, duration: Duration)? = nil
    ) {
        self.name = "listener \(server.name)"
        self.server = server
        self.limit = limit
        self.lingering = lingering
    }

    public func start() async throws { try server.start() }

    public func stop() async {
        if let lingering, let since = lingering.lifecycle.stoppingSince {
            await pause(until: since.advanced(by: lingering.duration))
        }
        await server.drain(within: limit)
    }

    private func pause(until deadline: LoopClock.Instant) async {
        let over = Latch()
        let timer = LoopTimer(at: deadline) { over.open() }
        await over.wait()
        timer.cancel()
    }
}
