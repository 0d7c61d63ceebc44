import FoundationEssentials
import Messaging
import Observability
import Postgres
import Reactor
import TodoCore
import TodoStore

/// Turns events into notifications, in the transaction that notes the event as seen.
///
/// The dedupe key makes each fact one notification: that of a completion holds the task's version, that of a due date the
/// date, so copies and late events find it taken. So does the event of a claim, which stored its notification itself.
@LoopActor struct TaskEventSubscriber {
    /// The events that somebody may be told of, by the topic they come on.
    nonisolated static let types: [(topic: Topic, types: [EventType])] = [
        (
            .taskEvents,
            [
                .taskCreated, .taskCompleted, .taskDueSoon, .taskDue, .taskOverdue, .recurringTaskDue,
                .recurringTaskMissed,
            ]
        ), (.reminders, [.reminderDue]),
    ]

    let users: UserStore
    let writer: NotificationWriter
    let zones: ZoneDatabase
    let ids: IdentifierSource
    let now: @Sendable () -> Date

    /// Adds the handlers. Heartbeats have none of their own: their inbox row is their whole purpose.
    func subscribe(to subscriptions: Subscriptions) {
        for (topic, types) in Self.types {
            subscriptions.on(topic, types) { event, transaction in try await handle(event, in: transaction) }
        }
        subscriptions.on(.taskEvents, [.relayHeartbeat]) { _, _ in }
    }

    /// Stores what the event says to the task's owner; nothing when nobody is told, or the account is gone.
    func handle(_ event: CloudEvent, in transaction: PostgresTransaction) async throws {
        guard let plan = try plan(event) else { return }
        guard let profile = try await users.profiles([plan.userID], in: transaction)[plan.userID],
            let notification = plan.make(profile.recipient(zones), now())
        else { return }
        try await writer.write([notification], in: transaction)
    }

    /// Whom to tell, and what, once they are known. Reading comes first: an event that cannot be read costs no query.
    private struct Intent {
        let userID: UserID
        let make: (Recipient, Date) -> NotificationPlan?
    }

    private func plan(_ event: CloudEvent) throws(CloudEventMistake) -> Intent? {
        let ids = ids
        switch event.type {
        case .recurringTaskDue, .recurringTaskMissed:
            guard let fact = try RecurringTaskFact(event) else { return nil }
            return Intent(userID: fact.userID) { .of(fact, to: $0, at: $1, ids: ids) }
        case .reminderDue:
            guard let reminder = try ReminderEvent(due: event) else { return nil }
            return Intent(userID: reminder.userID) { .of(reminder, to: $0, at: $1, ids: ids) }
        default:
            let task = try TaskEvent(event, zones: zones)
            return Intent(userID: task.task.userID) { .of(task, to: $0, at: $1, ids: ids) }
        }
    }
}
