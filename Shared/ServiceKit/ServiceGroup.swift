internal import Glibc
public import Observability
public import Reactor

/// The services of a process: started in order, run together, stopped in reverse.
///
/// A service stands after those it needs. A start that fails, or a service that ends by itself, stops the others and
/// makes the exit code 1. The first SIGTERM or SIGINT stops in order, the second exits on the spot.
@LoopActor public final class ServiceGroup {
    public let lifecycle: Lifecycle
    private let services: [any Service]
    private let logger: Logger
    private let config: ShutdownConfig
    private let exitNow: @LoopActor (Int32) -> Void
    private let ending = Latch()
    private var exitCode: Int32 = 0
    /// Why it ended before anybody asked, as one sentence: "listener api could not start: Cannot listen on …".
    public private(set) var failure: String?

    /// - Parameter exitNow: ends the process in the middle of everything; tests put a note here.
    public init(
        _ services: [any Service], logger: Logger, lifecycle: Lifecycle = Lifecycle(),
        shutdown: ShutdownConfig = ShutdownConfig(),
        exitNow: (@LoopActor (Int32) -> Void)? = nil
    ) {
        self.services = services
        self.logger = logger
        self.lifecycle = lifecycle
        self.config = shutdown
        self.exitNow = exitNow ?? Self.exit
    }

    private static func exit(_ code: Int32) {
        StandardErrorSink.shared.flush(within: .seconds(1))
        _exit(code)  // without the destructors that other threads may still need
    }

    /// Begins the orderly end, as the first signal does.
    public func shutdown() { ending.open() }

    /// Runs everything until a signal, ``shutdown()`` or a failure; answers the process's exit code.
    public func run(until signals: AsyncStream<Int32> = Signals.ended()) async -> Int32 {
        await withTaskGroup { group in
            group.addTask { await self.listen(to: signals) }
            var running: [RunningService] = []
            for service in services {
                guard await start(service) else { break }
                let next = RunningService(service)
                running.append(next)
                group.addTask { await self.supervise(next) }
            }
            if !ending.isOpen {
                lifecycle.advance(to: .running)
                logger.notice("Running", ["services": LogValue(services.count)])
            }
            await ending.wait()
            await stop(running)
            group.cancelAll()
        }
        logger.notice("Stopped", ["exit_code": LogValue(exitCode)])
        return exitCode
    }

    private func listen(to signals: AsyncStream<Int32>) async {
        for await signal in signals {
            guard ending.isOpen else {
                logger.notice("Signal, stopping in order", ["signal": LogValue(signal)])
                ending.open()
                continue
            }
            logger.warning("Second signal, exiting at once", ["signal": LogValue(signal)])
            return exitNow(128 + signal)
        }
    }

    private func start(_ service: any Service) async -> Bool {
        guard !ending.isOpen else { return false }
        do {
            try await cancelling(when: ending) { try await service.start() }
            logger.debug("Started", ["service": LogValue(service.name)])
            return true
        } catch  where ending.isOpen {
            return false
        } catch {
            fail("A service could not start", "\(service.name) could not start: \(error)", service, error)
            return false
        }
    }

    private func supervise(_ running: RunningService) async {
        let service = running.service
        do {
            try await cancelling(when: running.mayEnd) { try await service.run() }
            if !running.isStopping {
                fail("A service ended by itself", "\(service.name) ended by itself.", service, nil)
            }
        } catch {
            if !running.isStopping { fail("A service failed", "\(service.name) failed: \(error)", service, error) }
        }
        running.hasEnded.open()
    }

    private func fail(
        _ message: StaticString, _ sentence: String, _ service: any Service, _ error: (any Error)?
    ) {
        logger.error(message, ["service": LogValue(service.name), "error": LogValue(error.map { "\($0)" } ?? "none")])
        exitCode = 1
        failure = failure ?? sentence
        ending.open()
    }

    // MARK: The end

    private func stop(_ running: [RunningService]) async {
        let last = LoopTimer(after: config.total) {
            self.logger.error("Not stopped in time, exiting", ["limit": LogValue(self.config.total)])
            self.exitNow(1)
        }
        defer { last.cancel() }
        let wasRunning = lifecycle.phase == .running
        lifecycle.advance(to: .draining)
        // A start that failed has no traffic to turn away.
        if wasRunning, exitCode == 0, config.delay > .zero { await delay() }
        lifecycle.advance(to: .stopping)
        for service in running.reversed() { await stop(service) }
    }

    private func delay() async {
        let over = Latch()
        let timer = LoopTimer(after: config.delay) { over.open() }
        await over.wait()
        timer.cancel()
    }

    private func stop(_ running: RunningService) async {
        let service = running.service
        running.isStopping = true
        let limit = Latch()
        let timer = LoopTimer(after: config.inProgress) { limit.open() }
        try? await cancelling(when: limit) { await service.stop() }
        timer.cancel()
        if limit.isOpen {
            logger.warning("Work in progress was cut off", ["service": LogValue(service.name)])
        }
        running.mayEnd.open()
        await running.hasEnded.wait()
        logger.debug("Stopped", ["service": LogValue(service.name)])
    }
}

/// A started service and what its task and the group tell each other.
@LoopActor private final class RunningService {
    let service: any Service
    var isStopping = false
    let mayEnd = Latch()
    let hasEnded = Latch()

    init(_ service: any Service) { self.service = service }
}
