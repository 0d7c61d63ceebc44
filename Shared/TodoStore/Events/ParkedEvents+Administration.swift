public import FoundationEssentials
public import Postgres
internal import Reactor

extension ParkedEvents {
    /// Parked events that are neither handled nor dropped, the oldest first.
    public func list(
        consumer: String? = nil, reason: String? = nil, limit: Int = 100
    ) async throws(PostgresError) -> [Event] {
        var filter = SQL.empty
        if let consumer { filter += "AND consumer = \(consumer) " }
        if let reason { filter += "AND strpos(reason, \(reason)) > 0 " }
        return try await postgres.read(
            """
            SELECT \(Event.columns) FROM dead_letters
             WHERE replayed_at IS NULL AND dropped_at IS NULL \(filter)
             ORDER BY received_at, id LIMIT \(limit)
            """
        ).map(Event.init)
    }

    /// Has the consumer's own loop try them again at once, with fresh attempts; answers how many.
    public func replay(_ ids: [UUID]) async throws(PostgresError) -> Int {
        try await postgres.write(
            """
            UPDATE dead_letters SET next_attempt_at = clock_timestamp(), attempts = 0
             WHERE id = ANY(\(ids)) AND replayed_at IS NULL AND dropped_at IS NULL
            """
        ).affected
    }

    /// Gives them up for good; answers how many.
    public func drop(_ ids: [UUID]) async throws(PostgresError) -> Int {
        try await postgres.write(
            """
            UPDATE dead_letters SET dropped_at = clock_timestamp(), next_attempt_at = NULL
             WHERE id = ANY(\(ids)) AND replayed_at IS NULL AND dropped_at IS NULL
            """
        ).affected
    }

    /// How many events of a consumer are parked, and how many of those wait for a person: for the metrics.
    public func counts(of consumer: String) async throws(PostgresError) -> (parked: Int, givenUp: Int) {
        let row = try await postgres.read(
            """
            SELECT count(*), count(*) FILTER (WHERE next_attempt_at IS NULL) FROM dead_letters
             WHERE consumer = \(consumer) AND replayed_at IS NULL AND dropped_at IS NULL
            """)[0]
        return (row.int(0), row.int(1))
    }
}
