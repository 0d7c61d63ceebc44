public import FoundationEssentials
internal import Postgres
public import TodoCore

/// A delivery that this process may attempt now, until its lease ends, with what the channel needs to know.
public struct ClaimedDelivery: Sendable {
    /// As it stands after the claim: `sending`, this attempt counted.
    public let delivery: Delivery
    /// Proves that the result comes from this attempt.
    public let leaseToken: UUID
    public let notification: TodoNotification
    public let user: User
    /// Whether mail to the address is held back.
    public let isMailSuppressed: Bool
    /// Whether there is still something to be told: false when the task was done or deleted meanwhile, true without a
    /// task.
    public let isTaskOpen: Bool
    /// Whether an earlier attempt ended without anybody knowing whether it was taken.
    public let hasUnknownAttempt: Bool

    static let columns: SQL = """
        d.id, d.notification_id, d.user_id, d.channel, d.endpoint_id, d.status, d.attempts, d.next_attempt_at,
        d.expires_at, d.lease_token, u.email::text, u.name, u.locale, u.timezone, u.week_start, u.version, u.created_at,
        u.updated_at, u.email_suppressed_at IS NOT NULL OR u.deleted_at IS NOT NULL,
        t.id IS NULL AND n.task_id IS NULL
            OR coalesce(t.status IN ('pending', 'in_progress') AND t.deleted_at IS NULL, false),
        EXISTS (SELECT FROM delivery_attempts x WHERE x.delivery_id = d.id AND x.outcome = 'unknown'),
        \(NotificationRow.columns)
        """

    init(_ row: PostgresRow) {
        delivery = Delivery(row)
        leaseToken = row.uuid(9)
        user = User(
            id: delivery.userID, email: row.string(10), name: row.string(11),
            language: Language(rawValue: row.string(12)) ?? .english, timezone: row.string(13),
            weekStart: Weekday(rawValue: row.int(14)) ?? .monday, version: row.int(15), createdAt: row.date(16),
            updatedAt: row.date(17))
        isMailSuppressed = row.bool(18)
        isTaskOpen = row.bool(19)
        hasUnknownAttempt = row.bool(20)
        notification = TodoNotification(row, from: 21)
    }
}

extension Delivery {
    static let columns: SQL = """
        d.id, d.notification_id, d.user_id, d.channel, d.endpoint_id, d.status, d.attempts, d.next_attempt_at,
        d.expires_at
        """

    /// Reads ``columns``.
    init(_ row: PostgresRow) {
        self.init(
            id: ID(rawValue: row.uuid(0)), notificationID: TodoNotification.ID(rawValue: row.uuid(1)),
            userID: UserID(rawValue: row.uuid(2)), channel: Channel(rawValue: row.string(3)) ?? .log,
            endpointID: row.uuidOrNil(4), status: Status(rawValue: row.string(5)) ?? .pending, attempts: row.int(6),
            nextAttemptAt: row.date(7), expiresAt: row.dateOrNil(8))
    }
}
