/// A callback at an instant, once. Cancelling, or letting it fire, frees what the callback holds.
@LoopActor public final class LoopTimer {
    nonisolated let deadline: LoopClock.Instant
    nonisolated let sequence: UInt64
    nonisolated(unsafe) var position: Int?  // in the heap; nil once it has left it
    private nonisolated(unsafe) var callback: (@LoopActor () -> Void)?

    private static var made: UInt64 = 0

    /// Fires `callback` on the loop once `deadline` has come.
    public init(at deadline: LoopClock.Instant, _ callback: @escaping @LoopActor () -> Void) {
        self.deadline = deadline
        self.callback = callback
        Self.made += 1
        sequence = Self.made
        EventLoop.main.timers.insert(self)
    }

    /// Fires `callback` on the loop after `delay`.
    public convenience init(after delay: Duration, _ callback: @escaping @LoopActor () -> Void) {
        self.init(at: .now.advanced(by: delay), callback)
    }

    /// Takes the timer back; nothing happens when it has fired.
    public func cancel() {
        callback = nil
        EventLoop.main.timers.remove(self)
    }

    /// The callback, once: a timer of the same turn may have cancelled it.
    nonisolated func fire() -> (@LoopActor () -> Void)? {
        defer { callback = nil }
        return callback
    }
}
