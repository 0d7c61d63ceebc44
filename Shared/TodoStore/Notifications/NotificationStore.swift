public import FoundationEssentials
internal import JSON
public import Postgres
public import Reactor
public import TodoCore

/// What users are told. Written by notification-service; read, and marked as read, by api-gateway.
@LoopActor public struct NotificationStore {
    let postgres: PostgresClient

    public nonisolated init(_ postgres: PostgresClient) { self.postgres = postgres }

    // MARK: Storing

    /// Stores the plans whose dedupe key is not taken, each with its deliveries; answers which notifications are new.
    ///
    /// In the caller's transaction: the inbox row or the claim commits with them. Rows go in in the order of their keys,
    /// so that two replicas with the same plans wait for each other and do not deadlock.
    public func insert(
        _ plans: [NotificationPlan], in transaction: PostgresTransaction
    ) async throws(PostgresError) -> Set<TodoNotification.ID> {
        guard !plans.isEmpty else { return [] }
        let rows = try await transaction.query(Self.insert(plans.map(\.notification), plans.flatMap(\.deliveries)))
        return Set(rows.map { TodoNotification.ID(rawValue: $0.uuid(0)) })
    }

    private nonisolated static func insert(_ notifications: [TodoNotification], _ deliveries: [Delivery]) -> SQL {
        """
        WITH n AS (
            INSERT INTO notifications
                (id, user_id, task_id, kind, title, body, data, dedupe_key, created_at, updated_at)
            SELECT p.id, p.user_id, p.task_id, p.kind, p.title, p.body, p.data::jsonb, p.dedupe_key, p.created_at,
                   p.created_at
              FROM unnest(\(notifications.map(\.id)), \(notifications.map(\.userID)), \(notifications.map(\.taskID)),
                          \(notifications.map(\.kind)), \(notifications.map(\.title)), \(notifications.map(\.body)),
                          \(notifications.map { text($0.data) }), \(notifications.map(\.dedupeKey)),
                          \(notifications.map(\.createdAt)))
                   AS p (id, user_id, task_id, kind, title, body, data, dedupe_key, created_at)
             WHERE EXISTS (SELECT FROM users u WHERE u.id = p.user_id)
             ORDER BY p.user_id, p.dedupe_key
            ON CONFLICT DO NOTHING RETURNING id),
        d AS (
            INSERT INTO notification_deliveries
                (id, notification_id, user_id, channel, endpoint_id, next_attempt_at, expires_at)
            SELECT p.id, n.id, p.user_id, p.channel, p.endpoint_id, p.next_attempt_at, p.expires_at
              FROM unnest(\(deliveries.map(\.id)), \(deliveries.map(\.notificationID)), \(deliveries.map(\.userID)),
                          \(deliveries.map(\.channel)), \(deliveries.map(\.endpointID)),
                          \(deliveries.map(\.nextAttemptAt)), \(deliveries.map(\.expiresAt)))
                   AS p (id, notification_id, user_id, channel, endpoint_id, next_attempt_at, expires_at)
              JOIN n ON n.id = p.notification_id
            ON CONFLICT DO NOTHING)
        SELECT id FROM n
        """
    }

    private nonisolated static func text(_ data: NotificationData) -> String {
        var json = JSONWriter(capacity: 256)
        data.write(to: &json)
        return json.finish().text
    }

    // MARK: Reading

    /// A place in the list, for a cursor: behind the notification with this id.
    public struct Position: Sendable, Equatable {
        public let createdAt: Date
        public let id: TodoNotification.ID

        public init(createdAt: Date, id: TodoNotification.ID) {
            self.createdAt = createdAt
            self.id = id
        }
    }

    /// Which notifications of a user are listed, the newest first.
    public struct Query: Sendable, Equatable {
        public var unreadOnly: Bool
        /// Any of these; empty: all.
        public var kinds: [NotificationKind]

        public init(unreadOnly: Bool = false, kinds: [NotificationKind] = []) {
            self.unreadOnly = unreadOnly
            self.kinds = kinds
        }

        func condition(_ user: UserID) -> SQL {
            var sql: SQL = "n.user_id = \(user) AND n.dismissed_at IS NULL"
            if unreadOnly { sql += " AND n.read_at IS NULL" }
            if !kinds.isEmpty { sql += " AND n.kind = ANY(\(kinds))" }
            return sql
        }
    }

    /// A page of at most `limit` notifications behind a position of the same query, or before it.
    public func list(
        _ query: Query = Query(), of user: UserID, after position: Position? = nil,
        _ direction: ListDirection = .forward, offset: Int = 0, limit: Int
    ) async throws(PostgresError) -> ListPage<NotificationRow, Position> {
        let found = try await postgres.read(
            """
            SELECT \(NotificationRow.columns) FROM notifications n
             WHERE \(query.condition(user))
                   \(SQL.latest("n.created_at", "n.id", from: position.map { ($0.createdAt, $0.id) }, direction)) \
            LIMIT \(limit + 1)\(SQL.offset(offset))
            """
        ).map(NotificationRow.init)
        return ListPage(found, limit: limit, isFirst: position == nil, direction) {
            Position(createdAt: $0.createdAt, id: $0.id)
        }
    }

    /// How many notifications the query has on all its pages.
    public func count(_ query: Query = Query(), of user: UserID) async throws(PostgresError) -> Int {
        try await postgres.read("SELECT count(*) FROM notifications n WHERE \(query.condition(user))")[0].int(0)
    }

    /// Marks the user's notification as read and answers it; nil when there is none. The second time changes nothing.
    public func markRead(
        _ id: TodoNotification.ID, of user: UserID, at now: Date, in transaction: PostgresTransaction
    ) async throws(PostgresError) -> NotificationRow? {
        try await transaction.query(
            """
            UPDATE notifications n
               SET read_at = coalesce(n.read_at, \(now)), version = n.version + (n.read_at IS NULL)::int,
                   updated_at = CASE WHEN n.read_at IS NULL THEN \(now) ELSE n.updated_at END
             WHERE n.id = \(id) AND n.user_id = \(user)
            RETURNING \(NotificationRow.columns)
            """
        ).first.map(NotificationRow.init)
    }

    /// Marks all unread notifications of the user as read; answers how many.
    public func markAllRead(
        of user: UserID, at now: Date, in transaction: PostgresTransaction
    ) async throws(PostgresError) -> Int {
        try await transaction.execute(
            """
            UPDATE notifications SET read_at = \(now), version = version + 1, updated_at = \(now)
             WHERE user_id = \(user) AND read_at IS NULL
            """)
    }
}
