public import FoundationEssentials
internal import JSON
public import Postgres
public import Reactor
public import TodoCore

/// The log that people read: what happened to a task, who did it and through what. Append-only, and it outlives tasks.
@LoopActor public struct EventLog {
    let postgres: PostgresClient

    public nonisolated init(_ postgres: PostgresClient) { self.postgres = postgres }

    /// One thing that happened to a task.
    public struct Event: Sendable {
        /// Rises from event to event; the place in the list.
        public let id: Int
        public let eventID: EventID
        public let type: String
        public let actor: String
        public let source: String
        /// JSON text.
        public let data: [UInt8]
        public let requestID: String?
        public let createdAt: Date
    }

    /// A page of at most `limit` events of a task of the user, the oldest first, behind the one with that id or before it.
    public func events(
        of task: TodoTask.ID, user: UserID, after id: Int? = nil, _ direction: ListDirection = .forward,
        offset: Int = 0, limit: Int
    ) async throws(PostgresError) -> ListPage<Event, Event> {
        let isForward = direction == .forward
        let behind: SQL = id.map { isForward ? "AND id > \($0)" : "AND id < \($0)" } ?? .empty
        let order: SQL = isForward ? "ORDER BY id" : "ORDER BY id DESC"
        let rows = try await postgres.read(
            """
            SELECT id, event_id, event_type, actor, source, event_data, request_id, created_at
              FROM task_event_log
             WHERE task_id = \(task) AND user_id = \(user) \(behind)
             \(order) LIMIT \(limit + 1)\(SQL.offset(offset))
            """)
        let found = rows.map { row in
            Event(
                id: row.int(0), eventID: EventID(rawValue: row.uuid(1)), type: row.string(2), actor: row.string(3),
                source: row.string(4), data: row.bytes(5), requestID: row.stringOrNil(6), createdAt: row.date(7))
        }
        return ListPage(found, limit: limit, isFirst: id == nil, direction) { $0 }
    }

    /// How many events of a task there are.
    public func count(of task: TodoTask.ID, user: UserID) async throws(PostgresError) -> Int {
        try await postgres.read(
            "SELECT count(*) FROM task_event_log WHERE task_id = \(task) AND user_id = \(user)")[0].int(0)
    }

    // MARK: Writing

    /// Appends entries in the caller's transaction.
    public static func append(
        _ entries: [EventLogEntry], in transaction: PostgresTransaction
    ) async throws(PostgresError) {
        guard !entries.isEmpty else { return }
        try await transaction.execute(insert(entries, from: "(SELECT 1) AS always"))
    }

    /// `INSERT … SELECT … FROM source`: the rows are written once for each row of `source`, so none when it has none.
    nonisolated static func insert(_ entries: [EventLogEntry], from source: SQL) -> SQL {
        guard entries.count == 1, let entry = entries.first else { return insertMany(entries, from: source) }
        return """
            INSERT INTO task_event_log
                (event_id, task_id, user_id, actor, source, event_type, event_data, request_id)
            SELECT \(entry.eventID), \(entry.taskID), \(entry.userID), \(entry.actor)::text, \(entry.source)::text,
                   \(entry.type)::text, \(json: entry.data)::json, \(entry.requestID)::text
              FROM \(source)
            """
    }

    private nonisolated static func insertMany(_ entries: [EventLogEntry], from source: SQL) -> SQL {
        """
        INSERT INTO task_event_log
            (event_id, task_id, user_id, actor, source, event_type, event_data, request_id)
        SELECT e.event_id, e.task_id, e.user_id, e.actor, e.source, e.event_type, e.event_data::json, e.request_id
          FROM \(source),
               unnest(\(entries.map(\.eventID)), \(entries.map(\.taskID)), \(entries.map(\.userID)),
                      \(entries.map(\.actor)), \(entries.map(\.source)), \(entries.map(\.type)),
                      \(entries.map(\.data.text)), \(entries.map(\.requestID))) WITH ORDINALITY
               AS e (event_id, task_id, user_id, actor, source, event_type, event_data, request_id, place)
         ORDER BY e.place
        """
    }
}
