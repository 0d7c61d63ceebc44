internal import FoundationEssentials
internal import JSON
public import Postgres
public import Reactor
public import TodoCore

/// Accounts and preferences. Written by api-gateway.
@LoopActor public struct UserStore {
    let postgres: PostgresClient

    public nonisolated init(_ postgres: PostgresClient) { self.postgres = postgres }

    /// An account as login needs it.
    public struct Account: Sendable {
        public let user: User
        /// Nil for an account that logs in elsewhere.
        public let passwordHash: String?
    }

    /// Creates the account and its first session in one statement; false when the address is taken.
    public func create(
        _ user: User, passwordHash: String, session: NewSession
    ) async throws(PostgresError) -> Bool {
        let rows = try await postgres.write(
            """
            WITH t AS (INSERT INTO users
                    (id, email, name, password_hash, locale, timezone, week_start, created_at, updated_at)
                VALUES (\(user.id), \(user.email)::citext, \(user.name), \(passwordHash), \(user.language),
                        \(user.timezone), \(user.weekStart), \(user.createdAt), \(user.updatedAt))
                ON CONFLICT DO NOTHING RETURNING id),
            s AS (\(SessionStore.insert(session, from: "t")))
            SELECT id FROM t
            """,
            committed: "SELECT id FROM users WHERE id = \(user.id)")
        return !rows.isEmpty
    }

    /// The account with this address, in any case; nil when there is none, or it was deleted.
    public func account(email: String) async throws(PostgresError) -> Account? {
        let rows = try await postgres.read(
            """
            SELECT \(Self.columns), u.password_hash FROM users u
             WHERE u.email = \(email)::citext AND u.deleted_at IS NULL
            """)
        return rows.first.map { Account(user: Self.user($0), passwordHash: $0.stringOrNil(9)) }
    }

    /// Replaces the password's hash when it is still the old one.
    public func rehash(_ user: UserID, from old: String, to new: String) async throws(PostgresError) {
        _ = try await postgres.write(
            "UPDATE users SET password_hash = \(new) WHERE id = \(user) AND password_hash = \(old)")
    }

    /// The user's profile; nil when there is no such account.
    public func profile(_ id: UserID) async throws(PostgresError) -> UserProfile? {
        Self.profiles(try await postgres.read(Self.profileQuery([id]))).first?.value
    }

    /// The profiles of these users within the caller's transaction; deleted accounts are missing.
    public func profiles(
        _ ids: some Sequence<UserID>, in transaction: PostgresTransaction
    ) async throws(PostgresError) -> [UserID: UserProfile] {
        let ids = Array(Set(ids))
        guard !ids.isEmpty else { return [:] }
        return Self.profiles(try await transaction.query(Self.profileQuery(ids)))
    }

    // MARK: Rows

    static let columns: SQL =
        "u.id, u.email::text, u.name, u.locale, u.timezone, u.week_start, u.version, u.created_at, u.updated_at"

    static func user(_ row: PostgresRow) -> User {
        User(
            id: UserID(rawValue: row.uuid(0)), email: row.string(1), name: row.string(2),
            language: Language(rawValue: row.string(3)) ?? .english, timezone: row.string(4),
            weekStart: Weekday(rawValue: row.int(5)) ?? .monday, version: row.int(6), createdAt: row.date(7),
            updatedAt: row.date(8))
    }

    private static func profileQuery(_ ids: [UserID]) -> SQL {
        """
        SELECT \(columns), u.email_suppressed_at IS NOT NULL,
               extract(epoch FROM coalesce(p.due_soon_window, '24 hours'))::float8,
               extract(epoch FROM coalesce(p.all_day_reminder_time, '09:00'))::float8,
               p.channels::text, p.default_reminders::text
          FROM users u LEFT JOIN user_preferences p ON p.user_id = u.id
         WHERE u.id = ANY(\(ids)) AND u.deleted_at IS NULL
        """
    }

    private static func profiles(_ rows: PostgresRows) -> [UserID: UserProfile] {
        var profiles: [UserID: UserProfile] = [:]
        for row in rows {
            let user = user(row)
            profiles[user.id] = UserProfile(
                user: user,
                notices: Due.NoticePreferences(
                    window: row.double(10),
                    allDayTime: CivilTime(microseconds: Int64(row.double(11) * 1_000_000)) ?? .morning),
                channels: json(row, 12).map(ChannelPreferences.init) ?? .standard,
                isMailSuppressed: row.bool(9), defaultReminders: json(row, 13).map(reminders) ?? [])
        }
        return profiles
    }

    static func json(_ row: PostgresRow, _ column: Int) -> JSONValue? {
        row.bytesOrNil(column).flatMap { try? JSONReader.parse($0) }
    }

    static func reminders(_ value: JSONValue) -> [ReminderDraft] {
        (value.array ?? []).compactMap { $0.string.flatMap { try? ReminderDraft.relative($0) } }
    }
}
