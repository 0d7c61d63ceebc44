#if canImport(Testing)
    internal import Reactor

    /// Lets a fixed number in at a time; the rest wait in order.
    @LoopActor final class Gate {
        private var permits: Int
        private var waiting: [CheckedContinuation<Void, Never>] = []

        init(permits: Int) { self.permits = permits }

        func enter() async {
            await withCheckedContinuation { continuation in
                // Asked in here: a debug build may let others run between the call and this.
                guard permits > 0 else { return waiting.append(continuation) }
                permits -= 1
                continuation.resume()
            }
        }

        func leave() {
            guard !waiting.isEmpty else { return permits += 1 }
            waiting.removeFirst().resume()
        }
    }
#endif
