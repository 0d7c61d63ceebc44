internal import Reactor

/// Lets one task wait until somebody rings, or until a time has passed.
///
/// A ring that nobody waits for is kept: the next wait returns at once.
@LoopActor final class Doorbell {
    private var hasRung = false
    private var waiter: UnsafeContinuation<Bool, Never>?
    private var timer: LoopTimer?

    nonisolated init() {}

    func ring() {
        guard let waiter else {
            hasRung = true
            return
        }
        finish(waiter, rung: true)
    }

    /// True when somebody rang, false when `limit` passed first. One task at a time may wait.
    @discardableResult func wait(_ limit: Duration? = nil) async -> Bool {
        await withUnsafeContinuation { continuation in
            // Asked in here: a debug build may let others run between the call and this.
            if hasRung {
                hasRung = false
                return continuation.resume(returning: true)
            }
            if let limit, limit <= .zero { return continuation.resume(returning: false) }
            waiter = continuation
            guard let limit else { return }
            timer = LoopTimer(after: limit) { [weak self] in
                guard let self, let waiter = self.waiter else { return }
                finish(waiter, rung: false)
            }
        }
    }

    private func finish(_ waiter: UnsafeContinuation<Bool, Never>, rung: Bool) {
        self.waiter = nil
        timer?.cancel()
        timer = nil
        waiter.resume(returning: rung)
    }
}
