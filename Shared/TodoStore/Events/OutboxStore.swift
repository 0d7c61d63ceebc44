public import FoundationEssentials
public import Postgres
public import Reactor

/// The relay's side of the outbox: who may publish which shard, what comes next, and what became of it.
///
/// All times are the database's clock: relays on several machines need not agree about theirs.
@LoopActor public struct OutboxStore {
    /// How many shards there are; an event's shard is the last four bits of its partition key.
    public static let shards = 16

    let postgres: PostgresClient

    public nonisolated init(_ postgres: PostgresClient) { self.postgres = postgres }

    // MARK: Leases

    /// Renews the leases of `owner` and takes free ones, `limit` together; answers those it now holds.
    public func acquireLeases(
        owner: UUID, limit: Int, for duration: Duration = .seconds(15)
    ) async throws(PostgresError) -> [RelayLease] {
        let rows = try await postgres.write(
            """
            UPDATE relay_leases
               SET owner = \(owner), epoch = epoch + (owner IS DISTINCT FROM \(owner))::int,
                   expires_at = clock_timestamp() + \(duration.inSeconds) * interval '1 second'
             WHERE shard IN (SELECT shard FROM relay_leases
                              WHERE owner = \(owner) OR expires_at < clock_timestamp()
                              ORDER BY (owner = \(owner)) DESC NULLS LAST, shard LIMIT \(limit) FOR UPDATE SKIP LOCKED)
            RETURNING shard, epoch
            """)
        return rows.map { RelayLease(shard: $0.int(0), epoch: $0.int(1)) }.sorted { $0.shard < $1.shard }
    }

    /// Gives the leases up, so that another relay need not wait for their end.
    public func releaseLeases(owner: UUID) async throws(PostgresError) {
        _ = try await postgres.write(
            "UPDATE relay_leases SET owner = NULL, expires_at = '-infinity' WHERE owner = \(owner)")
    }

    /// Gives up the named shards only: what an owner does that holds more than its share.
    public func releaseLeases(owner: UUID, shards: [Int]) async throws(PostgresError) {
        _ = try await postgres.write(
            """
            UPDATE relay_leases SET owner = NULL, expires_at = '-infinity'
             WHERE owner = \(owner) AND shard = ANY(\(shards))
            """)
    }

    /// How many relays hold leases now, the asker not counted.
    public func otherRelays(than owner: UUID) async throws(PostgresError) -> Int {
        try await postgres.read(
            """
            SELECT count(DISTINCT owner) FROM relay_leases
             WHERE expires_at >= clock_timestamp() AND owner <> \(owner)
            """)[0].int(0)
    }

    // MARK: Publishing

    /// The events of several shards that may go now, of each shard the oldest first and at most `limit`.
    ///
    /// One index scan a shard: with `shard = ANY(…)` the planner reads and sorts everything that is pending. And
    /// `coalesce` keeps it from looking for older events in the index of the pending ones, which it takes for empty
    /// (it mostly is) and would read from end to end for every event of a backlog.
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
                                      AND coalesce(p.published_at, p.parked_at) IS NULL)
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

    /// One event that was not published, and when to try again.
    public struct Failure: Sendable {
        public let id: Int
        public let delay: Duration
        public let error: String

        public init(id: Int, delay: Duration, error: String) {
            self.id = id
            self.delay = delay
            self.error = error
        }
    }

    /// Puts events back until their delay has passed; each loses one attempt.
    public func backOff(_ failures: [Failure]) async throws(PostgresError) {
        guard !failures.isEmpty else { return }
        _ = try await postgres.write(
            """
            UPDATE outbox_events o
               SET attempts = attempts + 1, last_error = left(f.error, 1000),
                   not_before = clock_timestamp() + f.delay * interval '1 second'
              FROM unnest(\(failures.map(\.id)), \(failures.map(\.delay.inSeconds)), \(failures.map(\.error)))
                   AS f (id, delay, error)
             WHERE o.id = f.id AND o.published_at IS NULL
            """)
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
