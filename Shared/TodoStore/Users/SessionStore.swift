public import FoundationEssentials
public import Postgres
public import Reactor
public import TodoCore

/// Refresh tokens: one row each, of which only the hash is stored. Written by api-gateway.
///
/// All times are the database's. A token lives 30 days from its making, a family 90 days from the login.
@LoopActor public struct SessionStore {
    let postgres: PostgresClient

    public nonisolated init(_ postgres: PostgresClient) { self.postgres = postgres }

    /// What became of a refresh token that a client showed.
    public enum Rotation: Sendable {
        /// The successor is stored; or it was a moment ago, for a client that lost the answer.
        case rotated(User, familyID: UUID)
        /// Used before, and not just now: somebody else has it. The whole family is revoked.
        case reused(UserID)
        case unknown
    }

    /// A second use within this time is a lost answer or a second tab, not a thief.
    static let grace: SQL = "interval '10 seconds'"

    /// Stores a new login.
    public func open(_ session: NewSession) async throws(PostgresError) {
        _ = try await postgres.write(
            Self.insert(session, from: "(SELECT 1) AS always"),
            committed: "SELECT id FROM sessions WHERE id = \(session.id)")
    }

    static func insert(_ session: NewSession, from source: SQL) -> SQL {
        """
        INSERT INTO sessions (id, user_id, family_id, token_hash, user_agent, expires_at, family_expires_at)
        SELECT \(session.id), \(session.userID), \(session.familyID), \(session.tokenHash), \(session.userAgent)::text,
               now() + interval '30 days', now() + interval '90 days'
          FROM \(source)
        ON CONFLICT DO NOTHING RETURNING id
        """
    }

    /// Uses a refresh token up and stores its successor, in one statement.
    ///
    /// The successor is a function of the old token, so a repeated call gives the same one.
    public func rotate(
        _ tokenHash: [UInt8], to successorHash: [UInt8], id: UUID, userAgent: String?
    ) async throws(PostgresError) -> Rotation {
        let rows = try await postgres.write(
            """
            WITH t AS (UPDATE sessions s SET used_at = now(), last_seen_at = now()
                         FROM users u
                        WHERE s.token_hash = \(tokenHash) AND s.used_at IS NULL AND s.revoked_at IS NULL
                          AND s.expires_at > now() AND s.family_expires_at > now()
                          AND u.id = s.user_id AND u.deleted_at IS NULL
                       RETURNING s.user_id, s.family_id, s.family_expires_at),
            n AS (INSERT INTO sessions
                      (id, user_id, family_id, token_hash, user_agent, expires_at, family_expires_at)
                  SELECT \(id), t.user_id, t.family_id, \(successorHash), \(userAgent)::text,
                         least(now() + interval '30 days', t.family_expires_at), t.family_expires_at
                    FROM t ON CONFLICT DO NOTHING)
            SELECT \(UserStore.columns), t.family_id FROM t JOIN users u ON u.id = t.user_id
            """)
        if let row = rows.first { return .rotated(UserStore.user(row), familyID: row.uuid(9)) }
        return try await fate(of: tokenHash, successor: successorHash)
    }

    private func fate(of tokenHash: [UInt8], successor: [UInt8]) async throws(PostgresError) -> Rotation {
        let rows = try await postgres.read(
            """
            SELECT \(UserStore.columns), s.family_id, s.used_at IS NOT NULL,
                   coalesce(s.used_at > now() - \(Self.grace), false)
                       AND s.revoked_at IS NULL AND n.id IS NOT NULL AND n.revoked_at IS NULL
              FROM sessions s JOIN users u ON u.id = s.user_id AND u.deleted_at IS NULL
              LEFT JOIN sessions n ON n.token_hash = \(successor)
             WHERE s.token_hash = \(tokenHash)
            """)
        guard let row = rows.first, row.bool(10) else { return .unknown }
        if row.bool(11) { return .rotated(UserStore.user(row), familyID: row.uuid(9)) }
        try await revoke(familyID: row.uuid(9))
        return .reused(UserID(rawValue: row.uuid(0)))
    }

    /// Ends the login that a refresh token belongs to; nothing happens when there is none.
    public func close(_ tokenHash: [UInt8]) async throws(PostgresError) {
        _ = try await postgres.write(
            """
            UPDATE sessions SET revoked_at = now()
             WHERE family_id = (SELECT family_id FROM sessions WHERE token_hash = \(tokenHash))
               AND revoked_at IS NULL
            """)
    }

    /// Ends a login of the user.
    public func close(familyID: UUID, of user: UserID) async throws(PostgresError) {
        _ = try await postgres.write(
            """
            UPDATE sessions SET revoked_at = now()
             WHERE family_id = \(familyID) AND user_id = \(user) AND revoked_at IS NULL
            """)
    }

    private func revoke(familyID: UUID) async throws(PostgresError) {
        _ = try await postgres.write(
            "UPDATE sessions SET revoked_at = now() WHERE family_id = \(familyID) AND revoked_at IS NULL")
    }

    /// Whether a login still stands: not ended, not expired, its account not deleted.
    public func isLive(familyID: UUID, of user: UserID) async throws(PostgresError) -> Bool {
        let rows = try await postgres.read(
            """
            SELECT 1 FROM sessions s JOIN users u ON u.id = s.user_id AND u.deleted_at IS NULL
             WHERE s.family_id = \(familyID) AND s.user_id = \(user) AND s.revoked_at IS NULL
               AND s.family_expires_at > now()
             LIMIT 1
            """)
        return !rows.isEmpty
    }

    /// Deletes the rows of families that are over; answers how many.
    public func deleteExpired(limit: Int = 5_000) async throws(PostgresError) -> Int {
        try await postgres.write(
            """
            DELETE FROM sessions WHERE id IN (
                SELECT id FROM sessions WHERE family_expires_at < now() - interval '1 day'
                 LIMIT \(limit) FOR UPDATE SKIP LOCKED)
            """
        ).affected
    }
}
