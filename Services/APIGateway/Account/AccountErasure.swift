import Observability
import Reactor
import ServiceKit
import TodoStore

/// Erases what closed accounts had, in small steps. Any replica may, none must.
@LoopActor final class AccountErasure: Service {
    let name = "account-erasure"
    private let store: AccountErasureStore
    private let periodic: Periodic

    init(_ store: AccountErasureStore, logger: Logger) {
        self.store = store
        periodic = Periodic(every: .seconds(30), jitter: 0.3, logger: logger)
    }

    func run() async throws {
        // A pause between the steps of a large account: users come first.
        await periodic.run { try await self.store.step() == .nothing ? nil : .milliseconds(20) }
    }

    func stop() async { await periodic.stop() }
}
