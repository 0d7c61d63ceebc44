public import Reactor

/// Where the process stands between start and end; probes and workers ask it.
@LoopActor public final class Lifecycle {
    public enum Phase: Int, Comparable, Sendable {
        /// Services start one after the other.
        case starting
        case running
        /// Still serving, but not ready any more: whoever sends traffic gets time to notice.
        case draining
        /// Services stop; listeners take no new connections, Dapr is told that the app is not healthy.
        case stopping

        /// The case's name, for `/health`.
        var name: String { "\(self)" }

        public static func < (a: Phase, b: Phase) -> Bool { a.rawValue < b.rawValue }
    }

    /// Only ever moves forward.
    public private(set) var phase = Phase.starting

    /// When it began to stop.
    public private(set) var stoppingSince: LoopClock.Instant?

    public nonisolated init() {}

    /// Moves on; a step back does nothing. Called by the ``ServiceGroup``, and by tests.
    public func advance(to phase: Phase) {
        guard phase > self.phase else { return }
        self.phase = phase
        if phase == .stopping { stoppingSince = .now }
    }
}
