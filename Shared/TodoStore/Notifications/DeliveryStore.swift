internal import FoundationEssentials
public import Postgres
public import Reactor
public import TodoCore

/// Deliveries on their way out, under leases: claim and commit, call the channel, record the result.
///
/// All times are the database's clock. Written by notification-service.
@LoopActor public struct DeliveryStore {
    let postgres: PostgresClient
    let committed: @LoopActor @Sendable () -> Void

    /// - Parameter committed: called after each commit that wrote events; wakes the relay.
    public nonisolated init(
        _ postgres: PostgresClient, committed: @escaping @LoopActor @Sendable () -> Void = {}
    ) {
        self.postgres = postgres
        self.committed = committed
    }

    /// Takes the deliveries of a channel that are due longest, each with a lease and an attempt that has started.
    ///
    /// No two claimers get the same one. Call the channel only after this has returned: the claim is committed then, so
    /// that a crash during the call is found as an attempt without a result.
    public func claim(
        channel: Delivery.Channel, limit: Int = 10, lease: Duration = .seconds(60)
    ) async throws(PostgresError) -> [ClaimedDelivery] {
        try await postgres.write(
            """
            WITH due AS (
                SELECT id FROM notification_deliveries
                 WHERE channel = \(channel) AND status IN ('pending', 'failed') AND next_attempt_at <= now()
                   AND (expires_at IS NULL OR expires_at > now())
                 ORDER BY next_attempt_at LIMIT \(limit) FOR UPDATE SKIP LOCKED),
            d AS (
                UPDATE notification_deliveries d
                   SET status = 'sending', attempts = attempts + 1, lease_token = gen_random_uuid(),
                       lease_until = now() + \(lease.inSeconds) * interval '1 second', updated_at = now()
                  WHERE d.id = ANY(ARRAY(SELECT id FROM due))
                RETURNING d.*),
            a AS (INSERT INTO delivery_attempts (delivery_id, attempt, lease_token)
                  SELECT id, attempts, lease_token FROM d)
            SELECT \(ClaimedDelivery.columns)
              FROM d JOIN notifications n ON n.id = d.notification_id JOIN users u ON u.id = d.user_id
              LEFT JOIN tasks t ON t.id = n.task_id
             ORDER BY d.next_attempt_at
            """
        ).map(ClaimedDelivery.init)
    }

    /// What an attempt came to.
    public enum Result: Sendable, Equatable {
        case sent(providerID: String?)
        /// Not taken; to be tried again.
        case retry(after: Duration, error: String)
        /// Given up.
        case dead(error: String)
        /// Not wanted any more; nothing was sent.
        case suppressed(reason: String)
        /// Nobody knows whether it was taken; tried once more after a delay, or held for a person when nil.
        case unknown(retryAfter: Duration?, error: String)
    }

    /// Records the result of an attempt with its events; false when the lease ran out meanwhile and another attempt may
    /// be under way: nothing is written then.
    public func record(
        _ result: Result, of claim: ClaimedDelivery, events: [OutboxEvent] = []
    ) async throws(PostgresError) -> Bool {
        let rows = try await postgres.write(
            Self.statement(result, claim, events),
            committed: """
                SELECT FROM delivery_attempts
                 WHERE delivery_id = \(claim.delivery.id) AND lease_token = \(claim.leaseToken) AND outcome <> 'started'
                """)
        if !rows.isEmpty, !events.isEmpty { committed() }
        return !rows.isEmpty
    }

    /// Gives claims back that were not begun: a service that stops. The attempts do not count.
    public func release(_ claims: [ClaimedDelivery]) async throws(PostgresError) {
        guard !claims.isEmpty else { return }
        _ = try await postgres.write(
            """
            WITH t AS (
                UPDATE notification_deliveries d
                   SET status = 'pending', attempts = attempts - 1, lease_token = NULL, lease_until = NULL,
                       updated_at = now()
                  FROM unnest(\(claims.map(\.delivery.id)), \(claims.map(\.leaseToken))) AS c (id, lease_token)
                 WHERE d.id = c.id AND d.lease_token = c.lease_token AND d.status = 'sending'
                RETURNING d.id, c.lease_token)
            DELETE FROM delivery_attempts a USING t WHERE a.delivery_id = t.id AND a.lease_token = t.lease_token
            """)
    }
}
