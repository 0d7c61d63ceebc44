public import Reactor

/// Closed at first; tasks wait until it is opened.
@LoopActor public final class Latch {
    /// Whether waiting would return at once.
    public private(set) var isOpen = false
    private var waiters: [UInt64: UnsafeContinuation<Void, Never>] = [:]
    private var last: UInt64 = 0

    public nonisolated init() {}

    /// Lets everybody go who waits, and who comes.
    public func open() {
        isOpen = true
        let all = waiters
        waiters = [:]
        for waiter in all.values { waiter.resume() }
    }

    /// Makes those who come from now on wait.
    public func close() { isOpen = false }

    /// Returns when the latch is open or the task cancelled.
    public func wait() async {
        guard !isOpen else { return }
        last += 1
        let ticket = last
        await withTaskCancellationHandler {
            await withUnsafeContinuation { continuation in
                // Asked again in here: between the check and this others may have run, who opened or cancelled.
                guard !isOpen, !Task.isCancelled else { return continuation.resume() }
                waiters[ticket] = continuation
            }
        } onCancel: {
            LoopActor.perform { self.leave(ticket) }
        }
    }

    private func leave(_ ticket: UInt64) { waiters.removeValue(forKey: ticket)?.resume() }
}

/// Runs `body` and cancels it when the latch opens first; then it throws what the cancelled body throws.
@LoopActor func cancelling<T: Sendable>(
    when latch: Latch, _ body: @escaping @LoopActor @Sendable () async throws -> T
) async throws -> T {
    try await withThrowingTaskGroup(of: T?.self) { group in
        group.addTask { try await onLoop(body) }
        group.addTask {
            await latch.wait()
            return nil
        }
        defer { group.cancelAll() }
        while let result = try await group.next() {
            if let result { return result }
            group.cancelAll()
        }
        throw CancellationError()
    }
}
