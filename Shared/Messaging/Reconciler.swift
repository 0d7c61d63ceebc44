internal import Observability
public import Postgres
public import Reactor
public import ServiceKit
internal import TodoCore
internal import TodoStore

/// Finds events that were published and never arrived, and has them published again.
///
/// The sidecar can acknowledge an event that nobody handled. This sweep is what turns such a loss into a delay: it
/// compares the outbox with what this consumer has seen.
@LoopActor public final class Reconciler: Service {
    /// Events sent back in one round at most; the next one follows a minute later.
    private static let roundSize = 1_000

    public nonisolated let name = "reconciler"
    private let store: OutboxStore
    private let subscriptions: Subscriptions
    private let age: Duration
    private let periodic: Periodic
    /// Everything up to this row has arrived, or is past help.
    private var settledThrough = 0

    /// - Parameter age: how long ago an event must have been published to count as lost.
    public init(
        _ postgres: PostgresClient, _ subscriptions: Subscriptions, every interval: Duration = .seconds(300),
        age: Duration = .seconds(600)
    ) {
        store = OutboxStore(postgres)
        self.subscriptions = subscriptions
        self.age = age
        periodic = Periodic(every: interval, logger: subscriptions.intake.logger)
    }

    public func run() async throws {
        await periodic.run { try await self.runOnce() >= Self.roundSize ? .seconds(60) : nil }
    }

    public func stop() async { await periodic.stop() }

    /// One sweep over what is not settled yet; answers how many events were sent back.
    public func runOnce() async throws -> Int {
        let (intake, types) = (subscriptions.intake, subscriptions.types)
        var after = settledThrough
        var isSettled = true
        var redriven = 0
        var exhausted = 0
        while redriven < Self.roundSize {
            let found = try await store.redrive(
                consumer: subscriptions.consumer, types: types, after: after, age: age)
            redriven += found.redriven
            exhausted += found.exhausted
            if isSettled { settledThrough = found.settledThrough }
            isSettled = isSettled && found.settledThrough == found.scannedThrough
            after = found.scannedThrough
            if found.isComplete { break }
            await Task.yield()
        }
        intake.metrics.redriven.increment(by: redriven)
        intake.metrics.unconsumed.set(Double(exhausted))
        if redriven > 0 {
            intake.logger.warning("Events never arrived and are published again", ["count": LogValue(redriven)])
            intake.committed()
        }
        if exhausted > 0 {
            intake.logger.error("Events were published three times and never arrived", ["count": LogValue(exhausted)])
        }
        return redriven
    }
}
