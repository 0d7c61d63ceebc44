import Reactor

/// Stops trying a channel that is out of order. Pure: the instant is a parameter.
///
/// It opens at 5 outages in a row, or when at least half of the last 20 attempts within 30 s were outages. After 30 s one
/// attempt is let through: its outcome closes it, or opens it again.
struct CircuitBreaker {
    private static let row = 5
    private static let window = 20
    private static let span = Duration.seconds(30)
    private static let rest = Duration.seconds(30)

    private enum State {
        case closed
        case open(until: LoopClock.Instant)
        /// The rest is over, and the probe's outcome not known yet.
        case probing
    }

    private var state = State.closed
    private var outagesInARow = 0
    private var recent: [(isOutage: Bool, at: LoopClock.Instant)] = []

    var isClosed: Bool { if case .closed = state { true } else { false } }

    /// How long nothing may be claimed; nil when an attempt may be made.
    mutating func pause(at now: LoopClock.Instant) -> Duration? {
        guard case .open(let until) = state else { return nil }
        guard until <= now else { return now.duration(to: until) }
        state = .probing
        return nil
    }

    /// Notes an attempt's outcome; true when that opened the breaker.
    mutating func note(isOutage: Bool, at now: LoopClock.Instant) -> Bool {
        recent.append((isOutage, now))
        if recent.count > Self.window { recent.removeFirst(recent.count - Self.window) }
        outagesInARow = isOutage ? outagesInARow + 1 : 0
        if case .probing = state {
            guard isOutage else {
                self = CircuitBreaker()
                return false
            }
            open(at: now)
            return true
        }
        guard isOutage, outagesInARow >= Self.row || isHalfOut(now) else { return false }
        open(at: now)
        return true
    }

    /// Opens it at once: every further attempt would fail alike.
    mutating func open(at now: LoopClock.Instant) {
        state = .open(until: now.advanced(by: Self.rest))
    }

    private func isHalfOut(_ now: LoopClock.Instant) -> Bool {
        guard recent.count == Self.window, recent[0].at.duration(to: now) <= Self.span else { return false }
        return recent.count(where: \.isOutage) * 2 >= Self.window
    }
}
