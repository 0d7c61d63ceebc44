public import Postgres
internal import Reactor
public import TodoCore

/// Which events a consumer has seen: an event is admitted once, in the transaction of its effect.
public enum Inbox {
    /// One delivered event, with where the broker keeps it if that is known.
    public struct Arrival: Sendable {
        public let eventID: EventID
        public let topic: String
        public let partition: Int?
        public let offset: Int?

        public init(eventID: EventID, topic: String, partition: Int? = nil, offset: Int? = nil) {
            self.eventID = eventID
            self.topic = topic
            self.partition = partition
            self.offset = offset
        }
    }

    /// Notes a batch of events as seen, in one statement; answers those that were not seen before.
    ///
    /// Rows go in in the order of their ids: two batches with the same events wait for each other and do not deadlock.
    /// An event that is twice in the batch is admitted once.
    @LoopActor public static func admit(
        _ batch: [Arrival], by consumer: String, in transaction: PostgresTransaction
    ) async throws(PostgresError) -> Set<EventID> {
        guard !batch.isEmpty else { return [] }
        let rows = try await transaction.query(
            """
            INSERT INTO processed_events (consumer, event_id, topic, partition, "offset")
            SELECT DISTINCT ON (a.event_id) \(consumer)::text, a.event_id, a.topic, a.partition::int, a.place
              FROM unnest(\(batch.map(\.eventID)), \(batch.map(\.topic)), \(batch.map(\.partition)),
                          \(batch.map(\.offset))) AS a (event_id, topic, partition, place)
             ORDER BY a.event_id
            ON CONFLICT DO NOTHING RETURNING event_id
            """)
        return Set(rows.map { EventID(rawValue: $0.uuid(0)) })
    }

    /// Forgets what was seen longer than `age` ago, at most `limit` rows; answers how many.
    ///
    /// The age must be greater than that of anything that can still be delivered or redriven.
    @LoopActor public static func deleteSeen(
        olderThan age: Duration = .seconds(14 * 86_400), limit: Int = 5_000, with postgres: PostgresClient
    ) async throws(PostgresError) -> Int {
        try await postgres.write(
            """
            DELETE FROM processed_events WHERE ctid = ANY(ARRAY(
                SELECT ctid FROM processed_events
                 WHERE received_at < now() - \(age.inSeconds) * interval '1 second'
                 ORDER BY received_at LIMIT \(limit) FOR UPDATE SKIP LOCKED))
            """
        ).affected
    }
}
