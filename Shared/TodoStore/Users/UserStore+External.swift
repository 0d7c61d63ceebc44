internal import FoundationEssentials
public import Postgres
public import TodoCore

extension UserStore {
    /// Makes the account of somebody who logs in elsewhere, unless it is there; false while an account of theirs is
    /// being erased.
    ///
    /// Accounts are never joined by address: where the verified one is taken already, the user's own stands, a
    /// placeholder, to which no mail is sent.
    public func ensure(_ user: User, verifiedEmail: String?) async throws(PostgresError) -> Bool {
        for email in [verifiedEmail, nil] {
            if let isActive = try await isActive(user.id) { return isActive }
            _ = try await postgres.write(
                """
                INSERT INTO users (id, email, name, locale, timezone, week_start, email_suppressed_at, created_at,
                                   updated_at)
                VALUES (\(user.id), \(email ?? user.email)::citext, \(user.name), \(user.language), \(user.timezone),
                        \(user.weekStart), \(email == nil ? user.createdAt : nil), \(user.createdAt),
                        \(user.updatedAt))
                ON CONFLICT DO NOTHING
                """,
                committed: "SELECT 1 WHERE false")
        }
        return try await isActive(user.id) ?? false
    }

    /// Whether the account stands; nil when there never was one, false when it was closed.
    public func isActive(_ id: UserID) async throws(PostgresError) -> Bool? {
        try await postgres.read("SELECT deleted_at IS NULL FROM users WHERE id = \(id)").first?.bool(0)
    }
}
