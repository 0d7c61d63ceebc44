internal import Glibc

/// The loop's clock: monotonic, and its sleeps are timers of the loop (`ContinuousClock` costs a thread of Dispatch).
public struct LoopClock: Clock {
    public struct Instant: InstantProtocol {
        /// Nanoseconds of CLOCK_MONOTONIC.
        public let nanoseconds: Int64

        public static var now: Instant {
            var time = timespec()
            clock_gettime(CLOCK_MONOTONIC, &time)
            return Instant(nanoseconds: Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec))
        }

        public init(nanoseconds: Int64) { self.nanoseconds = nanoseconds }

        public func advanced(by duration: Duration) -> Instant {
            Instant(nanoseconds: nanoseconds.addingReportingOverflow(duration.nanoseconds).partialValue)
        }

        public func duration(to other: Instant) -> Duration { .nanoseconds(other.nanoseconds - nanoseconds) }

        public static func < (a: Instant, b: Instant) -> Bool { a.nanoseconds < b.nanoseconds }
    }

    public init() {}

    public var now: Instant { .now }
    public var minimumResolution: Duration { .milliseconds(1) }

    /// Returns when `deadline` has come; throws `CancellationError` as soon as the task is cancelled.
    @LoopActor public func sleep(until deadline: Instant, tolerance: Duration?) async throws {
        let sleep = Sleep()
        try await withTaskCancellationHandler {
            try await withUnsafeThrowingContinuation { sleep.begin(until: deadline, $0) }
        } onCancel: {
            sleep.cancelFromAnywhere()
        }
    }
}

extension Duration {
    /// Whole nanoseconds, at most 292 years of them.
    public var nanoseconds: Int64 {
        let (seconds, attoseconds) = components
        let (whole, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
        return overflow ? (seconds < 0 ? .min / 2 : .max / 2) : whole + attoseconds / 1_000_000_000
    }
}

/// One sleeping task: a timer and a continuation, of which whoever comes first ends both.
@LoopActor private final class Sleep {
    private var continuation: UnsafeContinuation<Void, any Error>?
    private var timer: LoopTimer?

    nonisolated init() {}

    func begin(until deadline: LoopClock.Instant, _ continuation: UnsafeContinuation<Void, any Error>) {
        // Cancelled before it began: the handler found nothing to end.
        guard !Task.isCancelled else { return continuation.resume(throwing: CancellationError()) }
        self.continuation = continuation
        timer = LoopTimer(at: deadline) { self.end(.success(())) }
    }

    private func end(_ result: Result<Void, any Error>) {
        timer?.cancel()
        timer = nil
        continuation?.resume(with: result)
        continuation = nil
    }

    nonisolated func cancelFromAnywhere() {
        LoopActor.perform { self.end(.failure(CancellationError())) }
    }
}
