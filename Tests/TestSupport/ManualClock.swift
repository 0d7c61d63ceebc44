#if canImport(Testing)
    public import FoundationEssentials
    internal import Glibc
    internal import Reactor

    /// A clock whose time passes only when a test says so.
    ///
    /// What is under test sleeps on it; the test waits for the sleeper (``sleepers(_:)``) and lets time pass
    /// (``advance(by:)``). ``date`` is the wall clock that moves along.
    public final class ManualClock: Clock, @unchecked Sendable {
        public struct Instant: InstantProtocol {
            public let offset: Duration
            public func advanced(by duration: Duration) -> Instant { Instant(offset: offset + duration) }
            public func duration(to other: Instant) -> Duration { other.offset - offset }
            public static func < (a: Instant, b: Instant) -> Bool { a.offset < b.offset }
        }

        private struct Sleeper {
            let deadline: Instant
            let continuation: UnsafeContinuation<Void, any Error>
        }

        private let start: Date
        private let lock = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
        private var current = Instant(offset: .zero)  // under the lock
        @LoopActor private var sleeping: [UInt64: Sleeper] = [:]
        @LoopActor private var last: UInt64 = 0
        @LoopActor private var watchers: [(count: Int, continuation: UnsafeContinuation<Void, Never>)] = []

        /// A clock that stands at `start`, 2026-03-02 09:00 UTC unless a test needs another day.
        public init(at start: Date = Date(timeIntervalSince1970: 1_772_442_000)) {
            self.start = start
            pthread_mutex_init(lock, nil)
        }

        deinit {
            pthread_mutex_destroy(lock)
            lock.deallocate()
        }

        public var now: Instant {
            pthread_mutex_lock(lock)
            defer { pthread_mutex_unlock(lock) }
            return current
        }

        public var minimumResolution: Duration { .nanoseconds(1) }

        /// The wall clock: where it started, plus what has passed.
        public var date: Date {
            let (seconds, attoseconds) = now.offset.components
            return start.addingTimeInterval(Double(seconds) + Double(attoseconds) / 1e18)
        }

        /// Lets time pass; who has slept long enough wakes up, the earliest first.
        @LoopActor public func advance(by duration: Duration) {
            pthread_mutex_lock(lock)
            current = current.advanced(by: duration)
            let now = current
            pthread_mutex_unlock(lock)
            let due = sleeping.filter { $0.value.deadline <= now }.sorted { $0.value.deadline < $1.value.deadline }
            for (ticket, sleeper) in due {
                sleeping[ticket] = nil
                sleeper.continuation.resume()
            }
        }

        /// Returns once at least `count` tasks sleep on this clock.
        @LoopActor public func sleepers(_ count: Int = 1) async {
            await withUnsafeContinuation { continuation in
                // Asked in here: a debug build may let others run between the call and this.
                if sleeping.count >= count { continuation.resume() } else { watchers.append((count, continuation)) }
            }
        }

        /// How long the next one to wake still sleeps; nil when nobody does.
        @LoopActor public var nextWake: Duration? {
            sleeping.values.map(\.deadline).min().map { now.duration(to: $0) }
        }

        @LoopActor public func sleep(until deadline: Instant, tolerance: Duration?) async throws {
            guard deadline > now else { return try Task.checkCancellation() }
            last += 1
            let ticket = last
            try await withTaskCancellationHandler {
                try await withUnsafeThrowingContinuation { (continuation: UnsafeContinuation<Void, any Error>) in
                    guard !Task.isCancelled else { return continuation.resume(throwing: CancellationError()) }
                    guard deadline > now else { return continuation.resume() }
                    sleeping[ticket] = Sleeper(deadline: deadline, continuation: continuation)
                    tellWatchers()
                }
            } onCancel: {
                Task { @LoopActor in
                    sleeping.removeValue(forKey: ticket)?.continuation.resume(throwing: CancellationError())
                }
            }
        }

        @LoopActor private func tellWatchers() {
            let ready = watchers.filter { $0.count <= sleeping.count }
            watchers.removeAll { $0.count <= sleeping.count }
            for watcher in ready { watcher.continuation.resume() }
        }
    }
#endif
