internal import FoundationEssentials
public import Postgres
public import Reactor

/// Counters of attempts that all replicas share: logins by account and by address. Written by api-gateway.
@LoopActor public struct RateCounterStore {
    let postgres: PostgresClient

    public nonisolated init(_ postgres: PostgresClient) { self.postgres = postgres }

    /// Where a counter stands in its present window.
    public struct Count: Sendable, Equatable {
        public let attempts: Int
        /// Seconds until the window ends.
        public let secondsLeft: Int
    }

    /// Counts one more attempt in the present window of the key, by the database's clock.
    public func count(_ key: String, window seconds: Int) async throws(PostgresError) -> Count {
        let rows = try await postgres.write(
            """
            INSERT INTO rate_counters (key, window_start)
            VALUES (\(key), to_timestamp(floor(extract(epoch FROM now()) / \(seconds)) * \(seconds)))
            ON CONFLICT (key, window_start) DO UPDATE SET count = rate_counters.count + 1
            RETURNING count, ceil(extract(epoch FROM window_start) + \(seconds) - extract(epoch FROM now()))::int
            """)
        guard let row = rows.first else { return Count(attempts: 1, secondsLeft: seconds) }
        return Count(attempts: row.int(0), secondsLeft: max(1, row.int(1)))
    }

    /// Forgets the attempts of a key, after one that succeeded.
    public func reset(_ key: String) async throws(PostgresError) {
        _ = try await postgres.write("DELETE FROM rate_counters WHERE key = \(key)")
    }

    /// Deletes the windows of days gone by; answers how many.
    public func deleteExpired(limit: Int = 5_000) async throws(PostgresError) -> Int {
        try await postgres.write(
            """
            DELETE FROM rate_counters WHERE (key, window_start) IN (
                SELECT key, window_start FROM rate_counters WHERE window_start < now() - interval '1 day'
                 LIMIT \(limit) FOR UPDATE SKIP LOCKED)
            """
        ).affected
    }
}
