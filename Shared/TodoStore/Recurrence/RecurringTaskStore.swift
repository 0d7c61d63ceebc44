public import FoundationEssentials
internal import JSON
public import Postgres
public import Reactor
public import TodoCore

/// Rows of series. Written by api-gateway (create, change, pause, resume, delete) and
/// recurring-task-service (advance).
@LoopActor public struct RecurringTaskStore {
    let postgres: PostgresClient

    public nonisolated init(_ postgres: PostgresClient) { self.postgres = postgres }

    // MARK: Reading

    /// The user's series; nil when it is not there, not theirs, or deleted.
    public func find(_ id: RecurringTask.ID, of user: UserID) async throws(PostgresError) -> RecurringTask? {
        try await postgres.read(
            """
            SELECT \(Self.columns) FROM recurring_tasks r
             WHERE r.id = \(id) AND r.user_id = \(user) AND r.status <> 'deleted'
            """
        ).first.map(Self.series)
    }

    /// The same, its row locked until the transaction ends.
    public func lock(
        _ id: RecurringTask.ID, of user: UserID, in transaction: PostgresTransaction
    ) async throws(PostgresError) -> RecurringTask? {
        try await transaction.query(
            """
            SELECT \(Self.columns) FROM recurring_tasks r
             WHERE r.id = \(id) AND r.user_id = \(user) AND r.status <> 'deleted' FOR UPDATE
            """
        ).first.map(Self.series)
    }

    /// The series of the tasks, those that are not deleted, their rows locked until the transaction ends. Who wants the
    /// tasks as well locks the series first.
    public func lock(
        ofTasks tasks: [TodoTask.ID], of user: UserID, in transaction: PostgresTransaction
    ) async throws(PostgresError) -> [RecurringTask.ID: RecurringTask] {
        let rows = try await transaction.query(
            """
            SELECT \(Self.columns) FROM recurring_tasks r
             WHERE r.id = ANY(ARRAY(SELECT t.recurring_task_id FROM tasks t
                                     WHERE t.id = ANY(\(tasks)) AND t.user_id = \(user)))
               AND r.user_id = \(user) AND r.status <> 'deleted'
             ORDER BY r.id FOR UPDATE
            """)
        return Dictionary(uniqueKeysWithValues: rows.map(Self.series).map { ($0.id, $0) })
    }

    /// Where a page of the list ended.
    public struct Position: Sendable, Equatable {
        public let createdAt: Date
        public let id: RecurringTask.ID

        public init(createdAt: Date, id: RecurringTask.ID) {
            self.createdAt = createdAt
            self.id = id
        }
    }

    /// A page of at most `limit` of the user's series, the newest first, behind a position or before it.
    public func list(
        of user: UserID, isActive: Bool? = nil, after position: Position? = nil,
        _ direction: ListDirection = .forward, offset: Int = 0, limit: Int
    ) async throws(PostgresError) -> ListPage<RecurringTask, Position> {
        var filter: SQL = .empty
        if let isActive { filter += "AND r.is_active = \(isActive) " }
        let found = try await postgres.read(
            """
            SELECT \(Self.columns) FROM recurring_tasks r
             WHERE r.user_id = \(user) AND r.status <> 'deleted' \(filter)
                   \(SQL.latest("r.created_at", "r.id", from: position.map { ($0.createdAt, $0.id) }, direction)) \
            LIMIT \(limit + 1)\(SQL.offset(offset))
            """
        ).map(Self.series)
        return ListPage(found, limit: limit, isFirst: position == nil, direction) {
            Position(createdAt: $0.createdAt, id: $0.id)
        }
    }

    /// How many series the list has.
    public func count(of user: UserID, isActive: Bool? = nil) async throws(PostgresError) -> Int {
        try await postgres.read(Self.count(of: user, isActive))[0].int(0)
    }

    /// The same as the caller's transaction sees it.
    public func count(of user: UserID, in transaction: PostgresTransaction) async throws(PostgresError) -> Int {
        try await transaction.query(Self.count(of: user, nil))[0].int(0)
    }

    private nonisolated static func count(of user: UserID, _ isActive: Bool?) -> SQL {
        let filter: SQL = isActive.map { "AND is_active = \($0)" } ?? .empty
        return "SELECT count(*) FROM recurring_tasks WHERE user_id = \(user) AND status <> 'deleted' \(filter)"
    }

    // MARK: Scheduling

    /// Series whose time has come, locked until the transaction ends and passed over by other replicas.
    ///
    /// - Returns: them, and the instant of the database's clock by which they are due: a replica whose own clock is wrong
    ///   makes nothing too early or too late.
    public func claimDue(
        limit: Int = 20, in transaction: PostgresTransaction
    ) async throws(PostgresError) -> (series: [RecurringTask], now: Date) {
        let rows = try await transaction.query(
            """
            SELECT \(Self.columns), now() FROM recurring_tasks r
             WHERE r.is_active AND r.next_generate_at <= now()
             ORDER BY r.next_generate_at LIMIT \(limit) FOR UPDATE OF r SKIP LOCKED
            """)
        return (rows.map(Self.series), rows.first?.date(Self.columnCount) ?? .distantPast)
    }

    /// How long until the next series is due, by the database's clock; negative when one is overdue, nil without any.
    public func secondsToNext() async throws(PostgresError) -> TimeInterval? {
        try await postgres.read(
            """
            SELECT extract(epoch FROM min(next_generate_at) - clock_timestamp())::float8
              FROM recurring_tasks WHERE is_active
            """
        ).first?.doubleOrNil(0)
    }

    // MARK: Rows

    static let columnCount = 31

    static let columns: SQL = """
        r.id, r.user_id, r.title, r.description, r.priority_id,
        ARRAY(SELECT g.name::text FROM tags g WHERE g.id = ANY(r.tag_ids) AND g.user_id = r.user_id ORDER BY g.name),
        r.reminders::text, r.recurrence_type, r.recurrence_interval, r.by_weekday, r.by_month_day, r.week_start,
        r.month_end_policy, extract(epoch FROM r.start_wall)::float8, r.end_date, r.end_on::text, r.max_count,
        r.timezone, r.catch_up_policy, r.create_ahead, r.status, r.paused_at, r.next_due_at, r.next_generate_at,
        r.last_created_at, r.occurrence_count, r.version, r.created_at, r.updated_at,
        r.generation, r.due_is_all_day
        """
}
