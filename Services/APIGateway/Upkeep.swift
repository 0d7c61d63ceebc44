import Observability
import Reactor
import ServiceKit
import TodoStore

/// Forgets what is over: sessions, counters, kept answers. Any replica may, none must.
@LoopActor final class Upkeep: Service {
    let name = "upkeep"
    private let sessions: SessionStore
    private let counters: RateCounterStore
    private let answers: IdempotencyStore
    private let periodic: Periodic

    init(_ sessions: SessionStore, _ counters: RateCounterStore, _ answers: IdempotencyStore, logger: Logger) {
        self.sessions = sessions
        self.counters = counters
        self.answers = answers
        periodic = Periodic(every: .seconds(600), jitter: 0.3, logger: logger)
    }

    func run() async throws {
        await periodic.run {
            _ = try await self.runOnce()
            return nil
        }
    }

    func stop() async { await periodic.stop() }

    /// One round; answers how many rows went.
    func runOnce() async throws -> Int {
        try await sessions.deleteExpired() + counters.deleteExpired() + answers.deleteExpired()
    }
}
