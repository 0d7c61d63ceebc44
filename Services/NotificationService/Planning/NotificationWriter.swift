import Observability
import Postgres
import Reactor
import TodoCore
import TodoStore

/// Stores notifications with their deliveries in the transaction of what caused them, and has them delivered at once.
@LoopActor struct NotificationWriter {
    let notifications: NotificationStore
    let metrics: NotificationMetrics
    /// Called after a commit that left something to deliver.
    let wakeDelivery: @LoopActor @Sendable () -> Void

    /// Stores the plans whose dedupe key is not taken; the others were told before.
    func write(_ plans: [NotificationPlan], in transaction: PostgresTransaction) async throws(PostgresError) {
        guard !plans.isEmpty else { return }
        let stored = try await notifications.insert(plans, in: transaction)
        let fresh = plans.filter { stored.contains($0.notification.id) }
        guard !fresh.isEmpty else { return }
        transaction.afterCommit {
            for plan in fresh { metrics.stored(plan.notification.kind.rawValue).increment() }
            if fresh.contains(where: { !$0.deliveries.isEmpty }) { wakeDelivery() }
        }
    }
}
