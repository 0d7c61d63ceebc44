public import FoundationEssentials
public import Postgres
internal import Reactor
public import TodoCore

extension OutboxStore {
    /// What the metrics show.
    public struct Statistics: Sendable, Equatable {
        /// Events that wait to be published; counting stops at 100,000.
        public let pending: Int
        /// Age in seconds of the oldest of them; 0 when none waits.
        public let oldestAge: Double
        public let parked: Int

        public init(pending: Int, oldestAge: Double, parked: Int) {
            self.pending = pending
            self.oldestAge = oldestAge
            self.parked = parked
        }
    }

    /// Counts what waits, by the indexes of what waits: the published rows are never looked at.
    public func statistics() async throws(PostgresError) -> Statistics {
        let row = try await postgres.read(
            """
            WITH pending AS MATERIALIZED (
                SELECT created_at FROM outbox_events
                 WHERE published_at IS NULL AND parked_at IS NULL AND shard BETWEEN 0 AND 15 LIMIT 100000)
            SELECT (SELECT count(*) FROM pending),
                   (SELECT coalesce(extract(epoch FROM clock_timestamp() - min(created_at)), 0)::float8 FROM pending),
                   (SELECT count(*) FROM outbox_events WHERE parked_at IS NOT NULL)
            """)[0]
        return Statistics(pending: row.int(0), oldestAge: max(0, row.double(1)), parked: row.int(2))
    }

    /// Deletes published events older than `age`, at most `limit`; answers how many.
    ///
    /// It looks only at the `limit` oldest rows, so a round without anything to delete costs as little as one with.
    public func deletePublished(
        olderThan age: Duration, limit: Int = 5_000
    ) async throws(PostgresError) -> Int {
        try await postgres.write(
            """
            WITH oldest AS MATERIALIZED (SELECT id, published_at FROM outbox_events ORDER BY id LIMIT \(limit)),
                 gone AS (SELECT id FROM outbox_events
                           WHERE id = ANY(ARRAY(
                                 SELECT id FROM oldest
                                  WHERE published_at < now() - \(age.inSeconds) * interval '1 second'))
                             AND published_at IS NOT NULL FOR UPDATE SKIP LOCKED)
            DELETE FROM outbox_events WHERE id = ANY(ARRAY(SELECT id FROM gone))
            """
        ).affected
    }

    /// The partition key of a shard's heartbeats: its last four bits are the shard.
    public nonisolated static func heartbeatKey(ofShard shard: Int) -> UUID {
        UUID(uuid: (0, 0, 0, 0, 0, 0, 0x70, 0, 0x80, 0, 0, 0, 0, 0, 0, UInt8(truncatingIfNeeded: shard & 15)))
    }

    /// Inserts heartbeats, each only while `owner` holds the lease of its shard; answers how many.
    public func appendHeartbeats(
        _ events: [OutboxEvent], owner: UUID
    ) async throws(PostgresError) -> Int {
        var written = 0
        for event in events {
            let shard = Int16(event.partitionKey.uuid.15 & 15)
            let source: SQL = """
                relay_leases WHERE shard = \(shard) AND owner = \(owner) AND expires_at >= clock_timestamp()
                """
            written += try await postgres.write(
                Outbox.insert([event], from: source),
                committed: "SELECT FROM outbox_events WHERE event_id = \(event.eventID)"
            ).affected
        }
        return written
    }
}
