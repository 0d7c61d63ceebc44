internal import FoundationEssentials
internal import JSON
public import Postgres
public import Reactor

/// Reads the answers kept for requests that come again. Writing them is part of the statement of the change itself.
@LoopActor public struct IdempotencyStore {
    let postgres: PostgresClient

    public nonisolated init(_ postgres: PostgresClient) { self.postgres = postgres }

    /// What is kept under a key.
    public enum Found: Sendable, Equatable {
        case nothing
        /// The same request: give this answer again.
        case answer(StoredAnswer)
        /// Another request used the key.
        case otherBody
    }

    /// Looks a key up. An expired one is not found, though it may still be in the way of a new row until it is deleted.
    public func find(_ key: IdempotencyKey) async throws(PostgresError) -> Found {
        let rows = try await postgres.read(
            """
            SELECT body_hash, status, headers::text, body FROM idempotency_keys
             WHERE user_id = \(key.userID) AND method = \(key.method) AND path = \(key.path) AND key = \(key.key)
               AND expires_at > now()
            """)
        guard let row = rows.first else { return .nothing }
        guard row.bytes(0) == key.bodyHash else { return .otherBody }
        return .answer(
            StoredAnswer(status: row.int(1), headers: Self.headers(row.bytes(2)), body: row.bytesOrNil(3)))
    }

    /// Deletes expired keys, at most `limit`; answers how many.
    public func deleteExpired(limit: Int = 5_000) async throws(PostgresError) -> Int {
        try await postgres.write(
            """
            DELETE FROM idempotency_keys WHERE ctid = ANY(ARRAY(
                SELECT ctid FROM idempotency_keys WHERE expires_at < now()
                 ORDER BY expires_at LIMIT \(limit) FOR UPDATE SKIP LOCKED))
            """
        ).affected
    }

    /// Keeps an answer in the transaction of the change it answers for; false when its key was used before, and then
    /// nothing may commit.
    public static func keep(
        _ record: IdempotencyRecord, in transaction: PostgresTransaction
    ) async throws(PostgresError) -> Bool {
        try await !transaction.query(insert(record, from: "(SELECT 1) AS always")).isEmpty
    }

    /// Keeps the answer to a request that had nothing to change; false when its key was used before.
    public func keep(_ record: IdempotencyRecord) async throws(PostgresError) -> Bool {
        try await !postgres.write(Self.insert(record, from: "(SELECT 1) AS always")).isEmpty
    }

    /// Inserts the record once for each row of `source`, or not at all when its key was used before: one row or none
    /// comes back. An expired row of the same key gives way.
    nonisolated static func insert(_ record: IdempotencyRecord, from source: SQL) -> SQL {
        let (key, answer) = (record.key, record.answer)
        return """
            INSERT INTO idempotency_keys AS i
                (user_id, method, path, key, body_hash, status, headers, body, created_at, expires_at)
            SELECT \(key.userID), \(key.method)::text, \(key.path)::text, \(key.key)::text, \(key.bodyHash),
                   \(answer.status), \(json: json(answer.headers))::jsonb, \(answer.body), \(record.now),
                   \(record.now.addingTimeInterval(record.lifetime))
              FROM \(source)
            ON CONFLICT (user_id, method, path, key) DO UPDATE
                SET body_hash = excluded.body_hash, status = excluded.status, headers = excluded.headers,
                    body = excluded.body, created_at = excluded.created_at, expires_at = excluded.expires_at
                WHERE i.expires_at <= excluded.created_at
            RETURNING 1
            """
    }

    // MARK: Headers

    private nonisolated static func json(_ headers: [StoredAnswer.Header]) -> [UInt8] {
        var json = JSONWriter(capacity: 128)
        json.object { json in
            for header in headers {
                json.key(header.name)
                json.string(header.value)
            }
        }
        return json.bytes
    }

    private nonisolated static func headers(_ json: [UInt8]) -> [StoredAnswer.Header] {
        guard case .object(let object) = try? JSONReader.parse(json) else { return [] }
        return object.compactMap { member in
            guard case .string(let value) = member.value else { return nil }
            return StoredAnswer.Header(member.name, value)
        }
    }
}
