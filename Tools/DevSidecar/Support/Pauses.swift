internal import Reactor

/// Waits of many tasks that all end when something closes.
@LoopActor final class Pauses {
    private(set) var isClosed = false
    private var bells: [ObjectIdentifier: Doorbell] = [:]

    nonisolated init() {}

    /// Waits for `duration`; less when ``close()`` comes first, and not at all after it.
    func pause(_ duration: Duration) async {
        guard !isClosed else { return }
        let bell = Doorbell()
        bells[ObjectIdentifier(bell)] = bell
        await bell.wait(duration)
        bells[ObjectIdentifier(bell)] = nil
    }

    func close() {
        isClosed = true
        for bell in bells.values { bell.ring() }
    }
}
