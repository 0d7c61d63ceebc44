/// Everything that lives on the process's event loop.
///
/// The compiler then proves the absence of data races, no lock is needed, and no call changes threads.
@globalActor public actor LoopActor {
    public static let shared = LoopActor()

    public nonisolated var unownedExecutor: UnownedSerialExecutor { EventLoop.main.asUnownedSerialExecutor() }

    /// Runs `body` at once; for C callbacks that the loop itself called. Traps on any other thread.
    // Inlined: the HTTP server alone enters this way four times a request.
    @inlinable @inline(__always) public static nonisolated func assumeIsolated<T>(_ body: @LoopActor () throws -> T)
        rethrows -> T
    {
        EventLoop.main.checkIsolated()
        return try withoutActuallyEscaping(body) { try unsafeBitCast($0, to: (() throws -> T).self)() }
    }

    /// The same with `body`'s only argument, for a closure that captures nothing: it costs no allocation.
    @inlinable @inline(__always) public static nonisolated func assumeIsolated<A, T>(
        _ argument: A, _ body: @escaping @LoopActor (A) -> T
    ) -> T {
        EventLoop.main.checkIsolated()
        return unsafeBitCast(body, to: ((A) -> T).self)(argument)
    }

    /// What the loop itself keeps to call: it is where it has to be.
    static nonisolated func unchecked(_ body: @escaping @LoopActor () -> Void) -> () -> Void {
        unsafeBitCast(body, to: (() -> Void).self)
    }

    /// Runs `body` on the loop, at once if the caller is on it: for cancellation handlers, which any thread may call.
    public static nonisolated func perform(_ body: @escaping @LoopActor @Sendable () -> Void) {
        if EventLoop.main.isCurrent { assumeIsolated(body) } else { Task { @LoopActor in body() } }
    }
}

/// Runs `body` on the loop: the form that task groups accept (`group.addTask { await onLoop { … } }`).
@LoopActor public func onLoop<T: Sendable>(_ body: @LoopActor @Sendable () async throws -> T) async rethrows -> T {
    try await body()
}
