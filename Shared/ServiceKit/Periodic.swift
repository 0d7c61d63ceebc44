public import Observability
public import Reactor

/// A round every interval, or when woken, until it is stopped: the only place that sleeps.
///
/// Rounds never overlap. Any number of wakes during a round cause one more round after it.
@LoopActor public final class Periodic {
    private let interval: Duration
    private let jitter: Double
    private let clock: any Clock<Duration>
    private let logger: Logger
    private let random: () -> Double
    private let wakes = Latch()
    private let idle = Latch()
    private var isStopped = false

    /// - Parameters:
    ///   - interval: the pause between the end of a round and the next one.
    ///   - jitter: the share by which a pause may be shorter or longer, so that replicas do not move in step.
    ///   - logger: told, at warning, of a round that threw; the next one follows after the interval all the same.
    public init(
        every interval: Duration, jitter: Double = 0.1, clock: any Clock<Duration> = LoopClock(),
        logger: Logger = Logger("periodic"), random: @escaping () -> Double = { Double.random(in: -1...1) }
    ) {
        self.interval = interval
        self.jitter = jitter
        self.clock = clock
        self.logger = logger
        self.random = random
        idle.open()
    }

    /// Makes the next round follow at once, or right after the one that runs.
    public func wake() { wakes.open() }

    /// Lets the round in progress end, then ``run(_:)`` returns, and so does this.
    public func stop() async {
        isStopped = true
        wakes.open()
        await idle.wait()
    }

    /// Does rounds, the first at once, until ``stop()`` or the task's cancellation.
    ///
    /// - Parameter round: answers the pause until the next round, nil for the interval, zero for "there is more".
    public func run(_ round: @LoopActor () async throws -> Duration?) async {
        idle.close()
        defer { idle.open() }
        while !isStopped, !Task.isCancelled {
            wakes.close()
            var next: Duration?
            do {
                next = try await round()
            } catch is CancellationError {
                if Task.isCancelled { return }
            } catch {
                logger.warning("Round failed, tried again after the interval", ["error": LogValue(error)])
            }
            guard !isStopped else { return }
            await pause(next ?? interval * (1 + jitter * random()))
        }
    }

    private func pause(_ delay: Duration) async {
        guard !wakes.isOpen else { return }
        // A turn of the loop in between: a backlog must not keep the sockets waiting. (Task.yield leaves the loop.)
        guard delay > .zero else {
            try? await LoopClock().sleep(for: .zero)
            return
        }
        let clock = clock
        let wakes = wakes
        await withTaskGroup { group in
            group.addTask { try? await clock.sleep(for: delay) }
            group.addTask { await wakes.wait() }
            await group.next()
            group.cancelAll()
        }
    }
}
