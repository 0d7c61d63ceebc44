public import FoundationEssentials
public import Postgres
public import TodoCore

extension SessionStore {
    /// A login that stands, as its user sees it.
    public struct Login: Sendable {
        /// What access tokens name as `sid`.
        public let familyID: UUID
        /// What the client last called itself.
        public let userAgent: String?
        public let createdAt: Date
        /// When the login was last used to get an access token.
        public let lastSeenAt: Date
        /// When it ends if it is not used until then.
        public let expiresAt: Date
    }

    /// The user's logins that stand, the one used last first; at most 100.
    public func logins(of user: UserID) async throws(PostgresError) -> [Login] {
        let rows = try await postgres.read(
            """
            SELECT family_id, (array_agg(user_agent ORDER BY created_at DESC, id DESC))[1], min(created_at),
                   max(last_seen_at), max(expires_at)
              FROM sessions
             WHERE user_id = \(user) AND revoked_at IS NULL AND family_expires_at > now()
             GROUP BY family_id HAVING max(expires_at) > now()
             ORDER BY max(last_seen_at) DESC, family_id LIMIT 100
            """)
        return rows.map { row in
            Login(
                familyID: row.uuid(0), userAgent: row.stringOrNil(1), createdAt: row.date(2), lastSeenAt: row.date(3),
                expiresAt: row.date(4))
        }
    }

    /// Ends a login of the user; false when there is none that stands.
    public func end(
        _ familyID: UUID, of user: UserID, in transaction: PostgresTransaction
    ) async throws(PostgresError) -> Bool {
        try await transaction.execute(
            """
            UPDATE sessions SET revoked_at = now()
             WHERE family_id = \(familyID) AND user_id = \(user) AND revoked_at IS NULL AND family_expires_at > now()
            """) > 0
    }

    /// Ends every login of the user but one.
    public func endOthers(
        than familyID: UUID?, of user: UserID, in transaction: PostgresTransaction
    ) async throws(PostgresError) {
        _ = try await transaction.execute(
            """
            UPDATE sessions SET revoked_at = now()
             WHERE user_id = \(user) AND family_id IS DISTINCT FROM \(familyID) AND revoked_at IS NULL
            """)
    }
}
