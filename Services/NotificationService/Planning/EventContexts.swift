import FoundationEssentials
import Postgres
import Reactor
import TodoCore
import TodoStore

/// What the events of this service have in common, and their way into the outbox.
@LoopActor struct EventContexts {
    nonisolated static let source = "notification-service"

    let ids: IdentifierSource
    /// Called after a commit that wrote events: wakes the relay.
    let committed: @LoopActor @Sendable () -> Void

    /// - Parameter about: what belongs together, `reminder:<id>`.
    func context(at now: Date, about correlationID: String) -> EventContext {
        EventContext(
            eventID: ids.next(at: now), now: now, actor: .service(Self.source), source: Self.source,
            correlationID: correlationID)
    }

    func append(_ events: [OutboxEvent], in transaction: PostgresTransaction) async throws(PostgresError) {
        guard !events.isEmpty else { return }
        try await Outbox.append(events, in: transaction)
        transaction.afterCommit(committed)
    }
}
