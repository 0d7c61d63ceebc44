import FoundationEssentials
import Messaging
import Observability
import Postgres
import Reactor
import TodoCore
import TodoStore

/// Claims reminders whose time has come: marked, stored as notifications and announced in one transaction.
@LoopActor struct DueReminders {
    static let batch = 200

    let postgres: PostgresClient
    let users: UserStore
    let limits: ReminderStore.Limits
    let writer: NotificationWriter
    let events: EventContexts
    let zones: ZoneDatabase
    /// What "now" is in a transaction: the database's clock.
    var instant: @LoopActor @Sendable (PostgresTransaction) async throws -> Date = {
        try await DatabaseClock.now(in: $0)
    }

    /// Seconds until there is something to do, negative when it waits already; nil when nothing is planned.
    func secondsToNext() async throws(PostgresError) -> Double? { try await ReminderStore(postgres).secondsToNext() }

    /// Takes at most 200; answers how many were told. Those of tasks that are done meanwhile, and those that are too
    /// late, are settled without a word.
    func runOnce() async throws -> Int {
        try await postgres.withTransaction { transaction in
            let now = try await instant(transaction)
            let claims = try await ReminderStore(postgres).claimDue(
                at: now, limit: Self.batch, limits: limits, in: transaction)
            let profiles = try await users.profiles(claims.map(\.task.userID), in: transaction)
            var plans: [NotificationPlan] = []
            var announcements: [OutboxEvent] = []
            for claim in claims {
                guard let profile = profiles[claim.task.userID] else { continue }  // the account is being deleted
                let plan = NotificationPlan.of(
                    claim.reminder, of: claim.task, to: profile.recipient(zones), at: now, ids: events.ids)
                plans.append(plan)
                announcements.append(
                    ReminderEvent(.due(channels: plan.deliveries.map(\.channel)), claim.reminder, of: claim.task)
                        .outboxEvent(events.context(at: now, about: "reminder:\(claim.reminder.id)")))
            }
            try await writer.write(plans, in: transaction)
            try await events.append(announcements, in: transaction)
            return claims.count
        }
    }
}
