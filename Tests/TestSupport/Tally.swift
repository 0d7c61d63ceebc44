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
            await withUnsafeContinuation { continuation in
                // Asked in here: a debug build may let others run between the call and this.
                if count >= wanted { continuation.resume() } else { waiting.append((wanted, continuation)) }
            }
        }
    }
#endif
