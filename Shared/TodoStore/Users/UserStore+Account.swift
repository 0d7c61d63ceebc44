public import FoundationEssentials
public import Postgres
public import TodoCore

extension UserStore {
    /// The account, which nobody else changes until the transaction ends; nil when there is none.
    public func lock(
        _ id: UserID, in transaction: PostgresTransaction
    ) async throws(PostgresError) -> Account? {
        let rows = try await transaction.query(
            """
            SELECT \(Self.columns), u.password_hash FROM users u
             WHERE u.id = \(id) AND u.deleted_at IS NULL FOR NO KEY UPDATE
            """)
        return rows.first.map { Account(user: Self.user($0), passwordHash: $0.stringOrNil(9)) }
    }

    /// The account as it is; nil when there is none.
    public func account(_ id: UserID) async throws(PostgresError) -> Account? {
        let rows = try await postgres.read(
            """
            SELECT \(Self.columns), u.password_hash FROM users u WHERE u.id = \(id) AND u.deleted_at IS NULL
            """)
        return rows.first.map { Account(user: Self.user($0), passwordHash: $0.stringOrNil(9)) }
    }

    /// Stores what a user may change of themselves.
    public func update(_ user: User, in transaction: PostgresTransaction) async throws(PostgresError) {
        _ = try await transaction.execute(
            """
            UPDATE users SET name = \(user.name), locale = \(user.language), timezone = \(user.timezone),
                   week_start = \(user.weekStart), version = \(user.version), updated_at = \(user.updatedAt)
             WHERE id = \(user.id)
            """)
    }

    /// Replaces the password's hash while it is still the old one, and ends every login of the user but one; false when
    /// the password was changed meanwhile.
    public func replacePassword(
        of user: UserID, from old: String, to new: String, keeping familyID: UUID?
    ) async throws(PostgresError) -> Bool {
        let rows = try await postgres.write(
            """
            WITH t AS (UPDATE users SET password_hash = \(new), session_epoch = session_epoch + 1
                        WHERE id = \(user) AND password_hash = \(old) AND deleted_at IS NULL RETURNING id),
            s AS (UPDATE sessions SET revoked_at = now() FROM t
                   WHERE user_id = t.id AND family_id IS DISTINCT FROM \(familyID) AND revoked_at IS NULL)
            SELECT id FROM t
            """,
            committed: "SELECT id FROM users WHERE id = \(user) AND password_hash = \(new)")
        return !rows.isEmpty
    }

    /// Closes the account: nobody can log in any more, its name and address are gone, the address is free again.
    ///
    /// What the user had is erased afterwards, see ``AccountErasureStore``.
    public func close(_ user: UserID, in transaction: PostgresTransaction) async throws(PostgresError) {
        _ = try await transaction.queryAll([
            """
            UPDATE users SET deleted_at = now(), email = (id::text || '@deleted.invalid')::citext, name = 'deleted',
                   password_hash = NULL, calendar_secret = NULL, version = version + 1, updated_at = now()
             WHERE id = \(user) AND deleted_at IS NULL
            """,
            "DELETE FROM sessions WHERE user_id = \(user)",
        ])
    }
}
