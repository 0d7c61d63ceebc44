#if canImport(Testing)
    public import Reactor

    /// Counts, and lets a test wait for a count.
    @LoopActor public final class Tally {
        public private(set) var count = 0
        private var waiting: [(wanted: Int, continuation: UnsafeContinuation<Void, Never>)] = []

        public nonisolated init() {}

        public func add() {
            count += 1
            let ready = waiting.filter { $0.wanted <= count }
            waiting.removeAll { $0.wanted <= count }
            for watcher in ready { watcher.continuation.resume() }
        }

        /// Returns once `wanted` were counted.
        public func reached(_ wanted: Int) async {
            guard count < wanted else { return }
            await withUnsafeContinuation { waiting.append((wanted, $0)) }
        }
    }
#endif
