public import Postgres
public import Reactor
public import ServiceKit

/// Wakes the relays after commits, at no cost to the writers.
///
/// At most one NOTIFY is in flight, in a transaction of its own; all commits meanwhile share the next. Inside the writing
/// transactions it would serialise every commit of the database (825 instead of 4,375 a second).
@LoopActor public final class OutboxSignal: Service {
    public nonisolated let name = "outbox-signal"
    private let send: @LoopActor () async -> Void
    private let hint: @LoopActor () -> Void
    private let raised = Latch()

    /// - Parameter hint: wakes a relay of this very process, without a way through the database.
    public convenience init(_ postgres: PostgresClient, hint: @escaping @LoopActor () -> Void = {}) {
        self.init(hint: hint) { await postgres.notify(OutboxRelay.channel) }
    }

    init(hint: @escaping @LoopActor () -> Void, send: @escaping @LoopActor () async -> Void) {
        self.hint = hint
        self.send = send
    }

    /// Call it after a commit that wrote events.
    public func raise() {
        hint()
        raised.open()
    }

    public func run() async throws {
        while !Task.isCancelled {
            await raised.wait()
            guard !Task.isCancelled else { return }
            raised.close()
            await send()
        }
    }
}
