import Observability
import Reactor
import ServiceKit
import Testing

/// What would be one process, running in this one until ``stop()``.
@LoopActor final class RunningServices {
    private let group: ServiceGroup
    private let running: Task<Int32, Never>
    /// Signals that never come; the stream ends when nobody holds its other end.
    private let signals: AsyncStream<Int32>.Continuation

    init(_ services: [any Service], _ shutdown: ShutdownConfig, _ lifecycle: Lifecycle = Lifecycle()) {
        let (stream, signals) = AsyncStream.makeStream(of: Int32.self)
        self.signals = signals
        let group = ServiceGroup(
            services, logger: Logger("todo", level: .error), lifecycle: lifecycle, shutdown: shutdown,
            exitNow: { Issue.record("did not stop in time: \($0)") })
        self.group = group
        running = Task { await group.run(until: stream) }
    }

    /// Stops in order, and holds it against the test when that does not go well.
    func stop() async {
        group.shutdown()
        let code = await running.value
        #expect(code == 0, "\(group.failure ?? "no reason")")
        signals.finish()
    }
}
