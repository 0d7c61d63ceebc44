public import FoundationEssentials
internal import Postgres
public import TodoCore

/// The log that people read: what happened to a task, who did it and through what. Append-only.
public enum EventLog {
    /// One row to be written with the change it tells of.
    public struct Entry: Sendable {
        public let eventID: EventID
        public let taskID: TodoTask.ID?
        public let userID: UserID
        public let actor: EventContext.Actor
        /// The way the change came in: `api`, `cron`, `completion` …
        public let source: TodoTask.Source
        public let type: EventType
        /// JSON text: the changed fields before and after, or what else the fact is about.
        public let data: [UInt8]
        public let requestID: String?
        public let createdAt: Date

        public init(
            eventID: EventID, taskID: TodoTask.ID?, userID: UserID, actor: EventContext.Actor,
            source: TodoTask.Source = .api, type: EventType, data: [UInt8], requestID: String?, createdAt: Date
        ) {
            self.eventID = eventID
            self.taskID = taskID
            self.userID = userID
            self.actor = actor
            self.source = source
            self.type = type
            self.data = data
            self.requestID = requestID
            self.createdAt = createdAt
        }
    }

    /// `INSERT … SELECT … FROM source`: the rows are written once for each row of `source`, so none when it has none.
    static func insert(_ entries: [Entry], from source: SQL) -> SQL {
        guard entries.count == 1, let entry = entries.first else { return insertMany(entries, from: source) }
        return """
            INSERT INTO task_event_log
                (event_id, task_id, user_id, actor, source, event_type, event_data, request_id, created_at)
            SELECT \(entry.eventID), \(entry.taskID), \(entry.userID), \(entry.actor.text)::text,
                   \(entry.source)::text, \(entry.type)::text, \(json: entry.data)::json, \(entry.requestID)::text,
                   \(entry.createdAt)
              FROM \(source)
            """
    }

    private static func insertMany(_ entries: [Entry], from source: SQL) -> SQL {
        """
        INSERT INTO task_event_log
            (event_id, task_id, user_id, actor, source, event_type, event_data, request_id, created_at)
        SELECT e.event_id, e.task_id, e.user_id, e.actor, e.source, e.event_type, e.event_data::json, e.request_id,
               e.created_at
          FROM \(source),
               unnest(\(entries.map(\.eventID)), \(entries.map(\.taskID)), \(entries.map(\.userID)),
                      \(entries.map(\.actor.text)), \(entries.map(\.source)), \(entries.map(\.type)),
                      \(entries.map { String(decoding: $0.data, as: UTF8.self) }), \(entries.map(\.requestID)),
                      \(entries.map(\.createdAt))) WITH ORDINALITY
               AS e (event_id, task_id, user_id, actor, source, event_type, event_data, request_id, created_at, place)
         ORDER BY e.place
        """
    }
}
