public import Postgres
internal import Reactor
public import TodoCore

extension OutboxStore {
    /// What one look over a stretch of the outbox found.
    public struct Redrive: Sendable, Equatable {
        /// Events sent back to be published again.
        public let redriven: Int
        /// Published three times over and still not seen by the consumer: alert.
        public let exhausted: Int
        /// Where the next look starts: up to here everything is settled for this consumer.
        public let settledThrough: Int
        /// The last row of this stretch; go on after it while `isComplete` is false.
        public let scannedThrough: Int
        /// Whether nothing older than ten minutes is left to look at.
        public let isComplete: Bool
    }

    /// Finds events that were published but that `consumer` skipped, and sends them back to be published again.
    ///
    /// Skipped means: published over ten minutes ago, no inbox row and not parked, while the inbox already holds an event
    /// of the same shard that was published later; so it was lost on the way, not merely late. After three times it stays
    /// as it is: a partition that lags must not lose good events, and further copies would not help.
    ///
    /// - Parameters:
    ///   - types: the event types the consumer subscribes to.
    ///   - after: the row to start behind: 0, later `settledThrough` or `scannedThrough` of the last answer.
    ///   - limit: rows looked at in one statement.
    public func redrive(
        consumer: String, types: [EventType], after: Int = 0, limit: Int = 20_000, age: Duration = .seconds(600)
    ) async throws(PostgresError) -> Redrive {
        let row = try await postgres.write(
            """
            WITH latest AS MATERIALIZED (
                SELECT event_id FROM processed_events
                 WHERE consumer = \(consumer) AND received_at > now() - interval '1 hour'
                 ORDER BY received_at DESC LIMIT 5000),
            watermark AS MATERIALIZED (
                SELECT shard, max(published_at) AS seen FROM outbox_events
                 WHERE event_id = ANY(ARRAY(SELECT event_id FROM latest)) GROUP BY 1),
            stretch AS MATERIALIZED (
                SELECT o.id, o.event_id, o.shard, o.type, o.published_at, o.parked_at, o.redrives
                  FROM outbox_events o
                 WHERE o.id > \(after) AND o.created_at < now() - \(age.inSeconds) * interval '1 second'
                 ORDER BY o.id LIMIT \(limit)),
            missing AS MATERIALIZED (
                SELECT s.*, w.seen, s.published_at < now() - \(age.inSeconds) * interval '1 second'
                                    AND s.published_at < w.seen AS skipped
                  FROM stretch s LEFT JOIN watermark w USING (shard)
                 WHERE s.type = ANY(\(types)) AND s.parked_at IS NULL
                   AND (SELECT true FROM processed_events i
                         WHERE i.consumer = \(consumer) AND i.event_id = s.event_id) IS NULL
                   AND NOT EXISTS (SELECT FROM dead_letters d
                                    WHERE d.consumer = \(consumer) AND d.event_id = s.event_id)),
            lost AS (
                SELECT id FROM outbox_events
                 WHERE id = ANY(ARRAY(SELECT id FROM missing WHERE skipped AND redrives < 3 ORDER BY id LIMIT 1000))
                   AND published_at IS NOT NULL FOR UPDATE SKIP LOCKED),
            redriven AS (
                UPDATE outbox_events
                   SET published_at = NULL, redrives = redrives + 1, attempts = 0, not_before = '-infinity'
                 WHERE id = ANY(ARRAY(SELECT id FROM lost)) RETURNING id)
            SELECT (SELECT count(*) FROM redriven),
                   (SELECT count(*) FROM missing WHERE skipped AND redrives >= 3),
                   (SELECT min(id) - 1 FROM missing WHERE NOT coalesce(skipped AND redrives >= 3, false)),
                   (SELECT coalesce(max(id), \(after)) FROM stretch),
                   (SELECT count(*) < \(limit) FROM stretch)
            """)[0]
        let scanned = row.int(3)
        return Redrive(
            redriven: row.int(0), exhausted: row.int(1), settledThrough: row.intOrNil(2) ?? scanned,
            scannedThrough: scanned, isComplete: row.bool(4))
    }
}
