#if canImport(Testing)
    internal import Reactor

    /// Lets a fixed number in at a time; the rest wait in order.
    @LoopActor final class Gate {
        private var permits: Int
        private var waiting: [CheckedContinuation<Void, Never>] = []

        init(permits: Int) { self.permits = permits }

        func enter() async {
            guard permits == 0 else { return permits -= 1 }
            await withCheckedContinuation { waiting.append($0) }
        }

        func leave() {
            guard !waiting.isEmpty else { return permits += 1 }
            waiting.removeFirst().resume()
        }
    }
#endif
