internal import Reactor

/// How many statements of a process may wait, and for how long.
@LoopActor final class PipelineLimits {
    let waitingLimit: Int
    /// Longer than this nothing waits to be sent.
    let patience: Duration
    private(set) var waiting = 0

    init(waitingLimit: Int, patience: Duration) {
        self.waitingLimit = waitingLimit
        self.patience = patience
    }

    /// False when there are too many already.
    func enter() -> Bool {
        guard waiting < waitingLimit else { return false }
        waiting += 1
        return true
    }

    /// For statements that were let in once and came back.
    func enterAgain(_ count: Int) { waiting += count }

    func leave(_ count: Int) { waiting -= count }
}
