public import Reactor

/// Stops trying what is out of order. Pure: the instant is a parameter.
///
/// It opens at some outages in a row, or when at least half of the last 20 attempts within 30 s were outages. After a
/// rest an attempt is let through: its outcome closes it, or opens it again.
public struct CircuitBreaker: Sendable {
    private static let window = 20
    private static let span = Duration.seconds(30)

    private enum State {
        case closed
        case open(until: LoopClock.Instant)
        /// The rest is over, and the probe's outcome not known yet.
        case probing
    }

    private let row: Int
    private let rest: Duration
    private var state = State.closed
    private var outagesInARow = 0
    private var recent: [(isOutage: Bool, at: LoopClock.Instant)] = []

    /// - Parameters:
    ///   - row: how many outages in a row open it.
    ///   - rest: how long nothing is tried then.
    public init(row: Int = 5, rest: Duration = .seconds(30)) { (self.row, self.rest) = (row, rest) }

    public var isClosed: Bool { if case .closed = state { true } else { false } }

    /// How long nothing may be tried; nil when an attempt may be made. Who works at several things at once sees to it
    /// that only one of them is tried before the outcome is noted, unless ``isClosed``.
    public mutating func pause(at now: LoopClock.Instant) -> Duration? {
        guard case .open(let until) = state else { return nil }
        guard until <= now else { return now.duration(to: until) }
        state = .probing
        return nil
    }

    /// Notes an attempt's outcome; true when that opened the breaker.
    @discardableResult public mutating func note(isOutage: Bool, at now: LoopClock.Instant) -> Bool {
        recent.append((isOutage, now))
        if recent.count > Self.window { recent.removeFirst(recent.count - Self.window) }
        outagesInARow = isOutage ? outagesInARow + 1 : 0
        if case .probing = state {
            guard isOutage else {
                self = CircuitBreaker(row: row, rest: rest)
                return false
            }
            open(at: now)
            return true
        }
        guard isOutage, outagesInARow >= row || isHalfOut(now) else { return false }
        open(at: now)
        return true
    }

    /// Opens it at once: every further attempt would fail alike.
    public mutating func open(at now: LoopClock.Instant) {
        state = .open(until: now.advanced(by: rest))
    }

    private func isHalfOut(_ now: LoopClock.Instant) -> Bool {
        guard recent.count == Self.window, recent[0].at.duration(to: now) <= Self.span else { return false }
        return recent.count(where: \.isOutage) * 2 >= Self.window
    }
}
