import FoundationEssentials
import Messaging
import Observability
import Postgres
import Reactor
import TodoCore
import TodoStore

/// Claims tasks whose due date is near, has come or has passed: noted, stored as notifications and announced in one
/// transaction, once for each kind and due date.
@LoopActor struct DueNotices {
    static let batch = 500

    let postgres: PostgresClient
    let users: UserStore
    let writer: NotificationWriter
    let events: EventContexts
    let zones: ZoneDatabase
    /// What "now" is in a transaction: the database's clock.
    var instant: @LoopActor @Sendable (PostgresTransaction) async throws -> Date = {
        try await DatabaseClock.now(in: $0)
    }

    /// Seconds until there is something to do, negative when it waits already; nil when nothing is planned.
    func secondsToNext() async throws(PostgresError) -> Double? { try await DueEventStore(postgres).secondsToNext() }

    /// Takes at most 500 tasks; answers how many, nil while another replica scans.
    func runOnce() async throws -> Int? {
        try await postgres.withTransaction { transaction in
            let now = try await instant(transaction)
            let store = DueEventStore(postgres)
            guard let tasks = try await store.claimDue(at: now, limit: Self.batch, in: transaction) else { return nil }
            let profiles = try await users.profiles(tasks.map(\.userID), in: transaction)
            let entries = tasks.map { entry($0, profiles[$0.userID], now) }
            let fresh = try await store.record(entries, in: transaction)

            var plans: [NotificationPlan] = []
            var announcements: [(TaskEvent, EventContext)] = []
            for (task, entry) in zip(tasks, entries) {
                guard let profile = profiles[task.userID] else { continue }
                // In their order, due soon before due.
                for notice in entry.notices where fresh.contains(.init(task.id, notice)) {
                    if let plan = NotificationPlan.of(
                        notice, for: task, to: profile.recipient(zones), at: now, ids: events.ids)
                    {
                        plans.append(plan)
                    }
                    announcements.append(
                        (TaskEvent(fact(notice, task, now), task), events.context(at: now, about: "task:\(task.id)")))
                }
            }
            try await writer.write(plans, in: transaction)
            try await events.append(announcements.map { $0.outboxEvent($1) }, in: transaction)
            try await EventLog.append(
                announcements.map { $0.logEntry($1, requestID: nil, source: .cron) }, in: transaction)
            return tasks.count
        }
    }

    /// What is to be made of a claimed task. One that is done or gone, or whose owner is, is not looked at again.
    private func entry(_ task: TodoTask, _ profile: UserProfile?, _ now: Date) -> DueEventStore.Entry {
        guard let due = task.due, let profile, task.isOpen else {
            return DueEventStore.Entry(task: task.id, dueDate: task.due?.instant ?? now, notices: [], nextNoticeAt: nil)
        }
        return DueEventStore.Entry(
            task: task.id, dueDate: due.instant,
            notices: due.notices(by: now, preferences: profile.notices, zones: zones),
            nextNoticeAt: due.nextNotice(after: now, preferences: profile.notices, zones: zones))
    }

    private func fact(_ notice: DueNotice, _ task: TodoTask, _ now: Date) -> TaskEvent.Fact {
        switch notice {
        case .dueSoon:
            let left = task.due?.instant.timeIntervalSince(now) ?? 0
            return .dueSoon(hoursUntilDue: Int(max(0, left) / 3_600))
        case .due: return .due
        case .overdue: return .overdue
        }
    }
}
