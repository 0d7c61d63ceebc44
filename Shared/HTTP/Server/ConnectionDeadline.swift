internal import Reactor

/// When a connection is cut unless it gets on.
///
/// Moving the deadline back, which happens with every request, touches no timer: the one that is set fires early, sees
/// that there is time left and sets itself again.
@LoopActor final class ConnectionDeadline {
    private unowned let connection: HTTPConnection
    private var instant: LoopClock.Instant?
    private var timer: LoopTimer?
    private var timerInstant = LoopClock.Instant(nanoseconds: 0)

    init(_ connection: HTTPConnection) { self.connection = connection }

    func set(_ instant: LoopClock.Instant) {
        self.instant = instant
        if timer != nil, timerInstant <= instant { return }
        timer?.cancel()
        arm(instant)
    }

    /// Like ``set(_:)``, unless it has less time already.
    func shorten(to instant: LoopClock.Instant) {
        if let current = self.instant, current <= instant { return }
        set(instant)
    }

    func clear() { instant = nil }

    func cancel() {
        timer?.cancel()
        timer = nil
    }

    private func arm(_ instant: LoopClock.Instant) {
        timerInstant = instant
        timer = LoopTimer(at: instant) { [unowned self] in fired() }
    }

    private func fired() {
        timer = nil
        guard let instant else { return }
        guard instant <= LoopClock.Instant.now else { return arm(instant) }
        self.instant = nil
        connection.server.cut(connection)
    }
}
