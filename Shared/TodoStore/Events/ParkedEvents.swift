public import FoundationEssentials
public import Postgres
public import Reactor
public import TodoCore

/// Delivered events that a consumer could not use, kept as they came (`dead_letters`): they neither vanish nor block the
/// ones behind them.
@LoopActor public struct ParkedEvents {
    let postgres: PostgresClient

    public nonisolated init(_ postgres: PostgresClient) { self.postgres = postgres }

    /// Why and until when an event is parked.
    public struct Reason: Sendable {
        public let text: String
        /// When to try again; nil: it waits for a person.
        public let retryAfter: Duration?

        public init(_ text: String, retryAfter: Duration?) {
            self.text = text
            self.retryAfter = retryAfter
        }
    }

    /// Keeps an event that failed for the first time.
    public func park(
        _ raw: [UInt8], eventID: EventID?, topic: String, consumer: String, attempts: Int = 1, reason: Reason, now: Date
    ) async throws(PostgresError) {
        let id = Self.newID(now)
        _ = try await postgres.write(
            insert(id, raw, eventID: eventID, topic: topic, consumer: consumer, attempts: attempts, reason: reason),
            committed: "SELECT FROM dead_letters WHERE id = \(id)")
    }

    /// Keeps events in the caller's transaction: unusable ones of a batch that is otherwise done.
    public func park(
        _ raw: [UInt8], eventID: EventID?, topic: String, consumer: String, attempts: Int = 1, reason: Reason,
        now: Date,
        in transaction: PostgresTransaction
    ) async throws(PostgresError) {
        try await transaction.execute(
            insert(
                Self.newID(now), raw, eventID: eventID, topic: topic, consumer: consumer, attempts: attempts,
                reason: reason))
    }

    private static func newID(_ now: Date) -> UUID { .version7(now: now, random: .random(in: .min ... .max)) }

    /// The same event parked twice by one consumer (its acknowledgement was lost) stays one row.
    private func insert(
        _ id: UUID, _ raw: [UInt8], eventID: EventID?, topic: String, consumer: String, attempts: Int, reason: Reason
    ) -> SQL {
        """
        INSERT INTO dead_letters (id, consumer, topic, event_id, raw, reason, attempts, next_attempt_at)
        SELECT \(id), \(consumer)::text, \(topic)::text, \(eventID), \(raw), left(\(reason.text)::text, 1000),
               \(attempts), clock_timestamp() + \(reason.retryAfter?.inSeconds) * interval '1 second'
         WHERE \(eventID) IS NULL OR NOT EXISTS (
               SELECT FROM dead_letters
                WHERE consumer = \(consumer) AND event_id = \(eventID) AND replayed_at IS NULL AND dropped_at IS NULL)
        """
    }

    // MARK: Trying again

    /// One parked event.
    public struct Event: Sendable {
        public let id: UUID
        public let consumer: String
        public let topic: String
        public let eventID: EventID?
        public let raw: [UInt8]
        public let reason: String
        public let attempts: Int
        public let nextAttemptAt: Date?
        public let receivedAt: Date

        static let columns: SQL = """
            id, consumer, topic, event_id, raw, reason, attempts, next_attempt_at, received_at
            """

        init(_ row: PostgresRow) {
            id = row.uuid(0)
            consumer = row.string(1)
            topic = row.string(2)
            eventID = row.uuidOrNil(3).map(EventID.init(rawValue:))
            raw = row.bytes(4)
            reason = row.string(5)
            attempts = row.int(6)
            nextAttemptAt = row.dateOrNil(7)
            receivedAt = row.date(8)
        }
    }

    /// The event of `consumer` that is due longest, locked until the transaction ends; nil when none is due.
    ///
    /// Handle it in this transaction and call ``resolve(_:in:)``. When that fails the transaction is gone, and with it
    /// the lock: ``postpone(_:reason:)`` then says when to try again.
    public func nextDue(
        of consumer: String, in transaction: PostgresTransaction
    ) async throws(PostgresError) -> Event? {
        try await transaction.query(
            """
            SELECT \(Event.columns) FROM dead_letters
             WHERE consumer = \(consumer) AND next_attempt_at <= clock_timestamp()
             ORDER BY next_attempt_at LIMIT 1 FOR UPDATE SKIP LOCKED
            """
        ).first.map(Event.init)
    }

    /// Notes that the event has been handled.
    public func resolve(_ id: UUID, in transaction: PostgresTransaction) async throws(PostgresError) {
        try await transaction.execute(
            """
            UPDATE dead_letters SET replayed_at = clock_timestamp(), next_attempt_at = NULL, attempts = attempts + 1
             WHERE id = \(id)
            """)
    }

    /// Notes another failure: when to try again, or never by itself.
    public func postpone(_ id: UUID, reason: Reason) async throws(PostgresError) {
        _ = try await postgres.write(
            """
            UPDATE dead_letters
               SET attempts = attempts + 1, reason = left(\(reason.text)::text, 1000),
                   next_attempt_at = clock_timestamp() + \(reason.retryAfter?.inSeconds) * interval '1 second'
             WHERE id = \(id) AND replayed_at IS NULL AND dropped_at IS NULL
            """)
    }

    /// Gives an event up in the caller's transaction, in which it is also told to `todo-dlq`: it waits for a person.
    public func giveUp(
        _ id: UUID, reason: String, in transaction: PostgresTransaction
    ) async throws(PostgresError) {
        try await transaction.execute(
            """
            UPDATE dead_letters
               SET attempts = attempts + 1, reason = left(\(reason)::text, 1000), next_attempt_at = NULL
             WHERE id = \(id)
            """)
    }
}
