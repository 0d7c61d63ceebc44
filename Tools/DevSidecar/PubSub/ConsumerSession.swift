internal import Reactor

/// One generation of a member's work: it ends when the group rebalances or the member leaves.
@LoopActor final class ConsumerSession {
    private(set) var isEnded = false
    private var bells: [Doorbell] = []
    /// One batch at a time per component and sidecar (F23).
    let bulkGate = Gate(1)

    nonisolated init() {}

    /// A bell that also rings at the end of the session.
    func bell() -> Doorbell {
        let bell = Doorbell()
        bells.append(bell)
        if isEnded { bell.ring() }
        return bell
    }

    /// Everybody looks again what there is to do.
    func wake() { for bell in bells { bell.ring() } }

    /// No new message is begun; what runs goes on.
    func end() {
        guard !isEnded else { return }
        isEnded = true
        wake()
    }

    /// Waits for `duration`, or for the end of the session: a rebalance does not wait for a back-off (row 5.7).
    func pause(_ duration: Duration, _ bell: Doorbell) async {
        let deadline = LoopClock.Instant.now.advanced(by: duration)
        while !isEnded {
            let left = LoopClock.Instant.now.duration(to: deadline)
            guard left > .zero else { return }
            await bell.wait(left)
        }
    }
}
