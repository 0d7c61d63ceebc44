/// One turn of the loop that took too long, and what took most of it.
public struct Stall: Sendable {
    public let duration: Duration
    /// "jobs", "before sleep", "timer" or the name of the descriptor's owner.
    public let cause: String
}

/// Tells on whoever blocks the loop: a turn over 50 ms is reported with its cause.
///
/// It reads the clock after each step of a turn, which costs some 20 ns a step.
public struct StallWatch {
    public var threshold: Duration = .milliseconds(50)
    /// Called on the loop's thread, after the turn. By default nobody is told.
    public var report: @Sendable (Stall) -> Void = { _ in }

    private var started = LoopClock.Instant(nanoseconds: 0)
    private var last = LoopClock.Instant(nanoseconds: 0)
    private var longest: Int64 = 0
    private var cause: StaticString = "nothing"

    public init() {}

    mutating func begin(at now: LoopClock.Instant = .now) {
        started = now
        last = now
        longest = 0
    }

    mutating func mark(_ step: StaticString, at now: LoopClock.Instant = .now) {
        let spent = now.nanoseconds - last.nanoseconds
        last = now
        if spent > longest { (longest, cause) = (spent, step) }
    }

    mutating func end() {
        let spent = last.nanoseconds - started.nanoseconds
        guard spent > threshold.nanoseconds else { return }
        report(Stall(duration: .nanoseconds(spent), cause: "\(cause)"))
    }
}
