public import FoundationEssentials
public import Postgres
internal import Reactor
public import TodoCore

/// One round of a relay over many shards in few statements.
extension OutboxStore {
    /// The events of several shards that may go now, of each shard the oldest first and at most `limit`.
    ///
    /// One index scan a shard: with `shard = ANY(…)` the planner reads and sorts everything that is pending.
    ///
    /// - Parameter excludingTopics: events with one of these are left where they are.
    public func heads(
        ofShards shards: [Int], excludingTopics: [String] = [], limit: Int
    ) async throws(PostgresError) -> [OutboxHead] {
        try await postgres.read(
            """
            SELECT \(OutboxHead.columns)
              FROM unnest(\(shards)) AS s (shard) CROSS JOIN LATERAL (
                SELECT o.* FROM outbox_events o
                 WHERE o.shard = s.shard::smallint AND o.published_at IS NULL AND o.parked_at IS NULL
                   AND o.not_before <= now() AND NOT o.topics && \(excludingTopics)
                   AND NOT EXISTS (SELECT FROM outbox_events p
                                    WHERE p.aggregate_id = o.aggregate_id AND p.aggregate_seq < o.aggregate_seq
                                      AND p.published_at IS NULL AND p.parked_at IS NULL)
                 ORDER BY o.not_before, o.id LIMIT \(limit)) o
            """
        ).map(OutboxHead.init)
    }

    /// Marks events of the leases' shards as published; answers which. One that is missing belongs to a shard whose
    /// lease has another owner or epoch by now.
    public func markPublished(
        _ ids: [Int], owner: UUID, leases: [RelayLease]
    ) async throws(PostgresError) -> Set<Int> {
        let marked: SQL = """
            UPDATE outbox_events o SET published_at = clock_timestamp(), last_error = NULL
              FROM relay_leases l
              JOIN unnest(\(leases.map(\.shard)), \(leases.map(\.epoch))) AS held (shard, epoch)
                ON l.shard = held.shard AND l.epoch = held.epoch
             WHERE o.id = ANY(\(ids)) AND l.shard = o.shard AND l.owner = \(owner)
            RETURNING o.id
            """
        // After an unknown commit: what is marked was marked by this very statement, nobody else has the shards.
        let rows = try await postgres.write(
            marked, committed: "SELECT id FROM outbox_events WHERE id = ANY(\(ids)) AND published_at IS NOT NULL")
        return Set(rows.map { $0.int(0) })
    }

    /// Puts events back until their delay has passed, without the loss of an attempt: the failure was not theirs.
    public func postpone(_ failures: [Failure]) async throws(PostgresError) {
        guard !failures.isEmpty else { return }
        _ = try await postgres.write(
            """
            UPDATE outbox_events o
               SET last_error = left(f.error, 1000), not_before = clock_timestamp() + f.delay * interval '1 second'
              FROM unnest(\(failures.map(\.id)), \(failures.map(\.delay.inSeconds)), \(failures.map(\.error)))
                   AS f (id, delay, error)
             WHERE o.id = f.id AND o.published_at IS NULL
            """)
    }
}

extension OutboxHead {
    /// A head that no row stands for: what tests of the relay's rules take.
    public init(
        id: Int, eventID: EventID, partitionKey: UUID, type: String, topics: [String], payload: [UInt8],
        attempts: Int, createdAt: Date
    ) {
        self.id = id
        self.eventID = eventID
        self.partitionKey = partitionKey
        self.type = type
        self.topics = topics
        self.payload = payload
        self.attempts = attempts
        self.createdAt = createdAt
    }

    /// The shard it belongs to: the last four bits of the partition key, as the table computes it.
    public var shard: Int { Int(partitionKey.uuid.15 & 15) }
}
