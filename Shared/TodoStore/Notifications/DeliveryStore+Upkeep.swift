internal import FoundationEssentials
public import Postgres
internal import Reactor
public import TodoCore

extension DeliveryStore {
    /// A delivery that ended without an attempt, with what its event needs.
    public struct Ended: Sendable {
        public let delivery: Delivery
        public let kind: NotificationKind
        public let taskID: TodoTask.ID?
    }

    /// Finds attempts whose lease ran out without a result: nobody knows whether they were taken.
    ///
    /// Each is tried once more, but for those of a kind in `hold`, which wait for a person; so does a delivery that has
    /// an attempt without a known result already. So there are at most as many copies as unknown attempts, and one.
    /// Any replica may do this; answers how many there were.
    public func rescue(
        holding hold: [NotificationKind] = [.security], limit: Int = 100
    ) async throws(PostgresError) -> Int {
        try await postgres.write(
            """
            WITH lost AS (
                SELECT d.id, d.lease_token,
                       n.kind = ANY(\(hold)) OR EXISTS (SELECT FROM delivery_attempts x
                                                        WHERE x.delivery_id = d.id AND x.outcome = 'unknown') AS held
                  FROM notification_deliveries d JOIN notifications n ON n.id = d.notification_id
                 WHERE d.status = 'sending' AND d.lease_until < now()
                 ORDER BY d.lease_until LIMIT \(limit) FOR UPDATE OF d SKIP LOCKED),
            a AS (
                UPDATE delivery_attempts x SET outcome = 'unknown', finished_at = clock_timestamp()
                  FROM lost WHERE x.delivery_id = lost.id AND x.lease_token = lost.lease_token
                   AND x.outcome = 'started')
            UPDATE notification_deliveries d
               SET status = CASE WHEN lost.held THEN 'unknown' ELSE 'failed' END, last_error = 'lease expired',
                   next_attempt_at = now(), lease_token = NULL, lease_until = NULL, updated_at = now()
              FROM lost WHERE d.id = lost.id AND d.id = ANY(ARRAY(SELECT id FROM lost))
            """
        ).affected
    }

    /// Ends deliveries whose time is over: `suppressed` when they were never tried, else `dead`. Answers them, for the
    /// events that the caller appends in the same transaction.
    public func expire(limit: Int = 200, in transaction: PostgresTransaction) async throws(PostgresError) -> [Ended] {
        try await transaction.query(
            """
            WITH late AS (
                SELECT id FROM notification_deliveries
                 WHERE status IN ('pending', 'failed') AND next_attempt_at <= now() AND expires_at <= now()
                 ORDER BY next_attempt_at LIMIT \(limit) FOR UPDATE SKIP LOCKED),
            d AS (
                UPDATE notification_deliveries d
                   SET status = CASE WHEN attempts = 0 THEN 'suppressed' ELSE 'dead' END,
                       last_error = coalesce(last_error, 'expired'), updated_at = now()
                  WHERE d.id = ANY(ARRAY(SELECT id FROM late))
                RETURNING d.*)
            SELECT \(Delivery.columns), n.kind, n.task_id FROM d JOIN notifications n ON n.id = d.notification_id
            """
        ).map { row in
            Ended(
                delivery: Delivery(row), kind: NotificationKind(rawValue: row.string(9)) ?? .created,
                taskID: row.uuidOrNil(10).map(TodoTask.ID.init(rawValue:)))
        }
    }

    /// Stops mail to the user's address when at least `limit` mails came back for good; answers whether it did.
    ///
    /// What counts are the replies that say that the mailbox is not there or not to be had: 550, 551, 553, 554.
    public func suppressMail(to user: UserID, afterBounces limit: Int = 2) async throws(PostgresError) -> Bool {
        try await postgres.write(
            """
            UPDATE users SET email_suppressed_at = now()
             WHERE id = \(user) AND email_suppressed_at IS NULL
               AND (SELECT count(*) FROM notification_deliveries d JOIN notifications n ON n.id = d.notification_id
                     WHERE n.user_id = \(user) AND d.channel = 'email' AND d.status = 'dead'
                       AND d.last_error ~ '^55[0134]') >= \(limit)
            """
        ).affected > 0
    }

    /// How many deliveries of the user's were given up by a channel.
    public func deadCount(of user: UserID, channel: Delivery.Channel) async throws(PostgresError) -> Int {
        try await postgres.read(
            """
            SELECT count(*) FROM notification_deliveries d JOIN notifications n ON n.id = d.notification_id
             WHERE n.user_id = \(user) AND d.channel = \(channel) AND d.status = 'dead'
            """)[0].int(0)
    }

    /// How many deliveries wait, and the age in seconds of the one that is due longest: for the metrics.
    public func backlog() async throws(PostgresError) -> (waiting: Int, oldestAge: Double) {
        let row = try await postgres.read(
            """
            SELECT count(*), coalesce(extract(epoch FROM now() - min(next_attempt_at)), 0)::float8
              FROM (SELECT next_attempt_at FROM notification_deliveries
                     WHERE status IN ('pending', 'failed') AND next_attempt_at <= now() LIMIT 100000) AS due
            """)[0]
        return (row.int(0), max(0, row.double(1)))
    }
}
