internal import FoundationEssentials
internal import JSON
public import Postgres
public import Reactor
public import TodoCore

/// What users want to be told. Written by api-gateway.
@LoopActor public struct UserPreferencesStore {
    let postgres: PostgresClient

    public nonisolated init(_ postgres: PostgresClient) { self.postgres = postgres }

    /// The user's preferences; the defaults where nothing is stored.
    public func find(of user: UserID) async throws(PostgresError) -> UserPreferences {
        Self.preferences(try await postgres.read(Self.query(user)))
    }

    /// The same within a transaction, which the user's row should be locked in.
    public func find(
        of user: UserID, in transaction: PostgresTransaction
    ) async throws(PostgresError) -> UserPreferences {
        Self.preferences(try await transaction.query(Self.query(user)))
    }

    /// Stores the preferences over what was there.
    public func save(
        _ preferences: UserPreferences, of user: UserID, in transaction: PostgresTransaction
    ) async throws(PostgresError) {
        _ = try await transaction.execute(
            """
            INSERT INTO user_preferences AS p
                (user_id, channels, quiet_enabled, quiet_start, quiet_end, quiet_days, urgent_bypass, digest_enabled,
                 digest_time, due_soon_window, all_day_reminder_time, default_reminders, version)
            VALUES (\(user), \(json: Self.text(preferences.channels.chosenJSON))::jsonb, \(preferences.quietEnabled),
                    \(preferences.quietStart.description)::text::time, \(preferences.quietEnd.description)::text::time,
                    \(preferences.quietDays)::smallint[], \(preferences.urgentBypass), \(preferences.digestEnabled),
                    \(preferences.digestTime.description)::text::time,
                    make_interval(secs => \(Double(preferences.dueSoonWindow))),
                    \(preferences.allDayReminderTime.description)::text::time,
                    \(json: Self.text(Self.offsets(preferences.defaultReminders)))::jsonb, \(preferences.version))
            ON CONFLICT (user_id) DO UPDATE SET
                channels = excluded.channels, quiet_enabled = excluded.quiet_enabled,
                quiet_start = excluded.quiet_start, quiet_end = excluded.quiet_end, quiet_days = excluded.quiet_days,
                urgent_bypass = excluded.urgent_bypass, digest_enabled = excluded.digest_enabled,
                digest_time = excluded.digest_time, due_soon_window = excluded.due_soon_window,
                all_day_reminder_time = excluded.all_day_reminder_time,
                default_reminders = excluded.default_reminders, version = excluded.version, updated_at = now()
            """)
    }

    /// Lets the scan look at the user's open tasks when their first notice may be due under the new preferences.
    ///
    /// Looking early costs one row and nothing else: the scan reckons the instant itself, and looks again then. Two days
    /// are what an all-day task may speak before the end of its day.
    public func rearmNotices(
        of user: UserID, under preferences: UserPreferences, in transaction: PostgresTransaction
    ) async throws(PostgresError) {
        _ = try await transaction.execute(
            """
            UPDATE tasks SET next_notice_at = least(next_notice_at, greatest(now(),
                       due_date - make_interval(secs => \(Double(preferences.dueSoonWindow))) - interval '2 days'))
             WHERE user_id = \(user) AND deleted_at IS NULL AND status IN ('pending', 'in_progress')
               AND next_notice_at > now() AND NOT notified
            """)
    }

    // MARK: Rows

    private static func query(_ user: UserID) -> SQL {
        """
        SELECT channels::text, quiet_enabled, extract(epoch FROM quiet_start)::float8,
               extract(epoch FROM quiet_end)::float8, quiet_days::int8[], urgent_bypass, digest_enabled,
               extract(epoch FROM digest_time)::float8, extract(epoch FROM due_soon_window)::float8,
               extract(epoch FROM all_day_reminder_time)::float8, default_reminders::text, version
          FROM user_preferences WHERE user_id = \(user)
        """
    }

    private static func preferences(_ rows: PostgresRows) -> UserPreferences {
        var preferences = UserPreferences()
        guard let row = rows.first else { return preferences }
        if let channels = UserStore.json(row, 0) { preferences.channels = ChannelPreferences(channels) }
        preferences.quietEnabled = row.bool(1)
        preferences.quietStart = time(row, 2) ?? preferences.quietStart
        preferences.quietEnd = time(row, 3) ?? preferences.quietEnd
        preferences.quietDays = row.intArray(4).compactMap(Weekday.init)
        preferences.urgentBypass = row.bool(5)
        preferences.digestEnabled = row.bool(6)
        preferences.digestTime = time(row, 7) ?? preferences.digestTime
        preferences.dueSoonWindow = Int(row.double(8))
        preferences.allDayReminderTime = time(row, 9) ?? preferences.allDayReminderTime
        preferences.defaultReminders = UserStore.json(row, 10).map(UserStore.reminders) ?? []
        preferences.version = row.int(11)
        return preferences
    }

    private static func time(_ row: PostgresRow, _ column: Int) -> CivilTime? {
        CivilTime(microseconds: Int64(row.double(column) * 1_000_000))
    }

    private static func offsets(_ reminders: [ReminderDraft]) -> JSONValue {
        .array(
            reminders.compactMap { draft in
                guard case .relative(let offset) = draft.trigger else { return nil }
                return .string(offset.description)
            })
    }

    private static func text(_ value: JSONValue) -> [UInt8] {
        var json = JSONWriter(capacity: 256)
        json.value(value)
        return json.bytes
    }
}
