internal import Reactor

/// The breaker inside the kafka client: three errors open it, and while it is open nothing is tried.
struct BrokerBreaker: Sendable {
    private let openFor: Duration
    private var failures = 0
    private var openUntil: LoopClock.Instant?

    init(openFor: Duration) { self.openFor = openFor }

    /// Whether a call may try; when the time has passed, one may.
    mutating func admits(now: LoopClock.Instant) -> Bool {
        guard let until = openUntil else { return true }
        guard now >= until else { return false }
        openUntil = nil
        failures = 2
        return true
    }

    mutating func failed(now: LoopClock.Instant) {
        failures += 1
        if failures >= 3 { openUntil = now.advanced(by: openFor) }
    }

    mutating func succeeded() { failures = 0 }
}
