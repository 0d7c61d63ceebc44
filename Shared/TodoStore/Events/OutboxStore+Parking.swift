public import FoundationEssentials
public import Postgres
internal import Reactor
public import TodoCore

extension OutboxStore {
    /// An event that was taken out of the way, for a person to look at.
    public struct Parked: Sendable {
        public let id: Int
        public let eventID: EventID
        public let type: String
        public let topics: [String]
        public let attempts: Int
        public let reason: String?
        public let parkedAt: Date
        public let createdAt: Date
        public let payload: [UInt8]
    }

    /// Takes an event out of the way: later events of its task go on without it.
    public func park(_ id: Int, reason: String) async throws(PostgresError) {
        _ = try await postgres.write(
            """
            UPDATE outbox_events
               SET parked_at = clock_timestamp(), attempts = attempts + 1, last_error = left(\(reason)::text, 1000)
             WHERE id = \(id) AND published_at IS NULL AND parked_at IS NULL
            """)
    }

    /// Parked events, the longest parked first; with a reason only those whose error contains it.
    public func parked(reason: String? = nil, limit: Int = 100) async throws(PostgresError) -> [Parked] {
        let filter: SQL = if let reason { "AND strpos(last_error, \(reason)) > 0" } else { .empty }
        let rows = try await postgres.read(
            """
            SELECT id, event_id, type, topics, attempts, last_error, parked_at, created_at, payload
              FROM outbox_events WHERE parked_at IS NOT NULL \(filter)
             ORDER BY parked_at, id LIMIT \(limit)
            """)
        return rows.map { row in
            Parked(
                id: row.int(0), eventID: EventID(rawValue: row.uuid(1)), type: row.string(2),
                topics: row.stringArray(3), attempts: row.int(4), reason: row.stringOrNil(5), parkedAt: row.date(6),
                createdAt: row.date(7), payload: row.bytes(8))
        }
    }

    /// Lets parked events go again, with fresh attempts; answers how many.
    public func unpark(_ ids: [Int]) async throws(PostgresError) -> Int {
        try await postgres.write(
            """
            UPDATE outbox_events
               SET parked_at = NULL, attempts = 0, not_before = '-infinity', last_error = NULL
             WHERE id = ANY(\(ids)) AND parked_at IS NOT NULL
            """
        ).affected
    }

    /// Gives parked events up for good; answers how many.
    public func dropParked(_ ids: [Int]) async throws(PostgresError) -> Int {
        try await postgres.write("DELETE FROM outbox_events WHERE id = ANY(\(ids)) AND parked_at IS NOT NULL").affected
    }
}
