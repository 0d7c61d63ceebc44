public import FoundationEssentials
public import JSON
internal import Postgres
public import TodoCore

/// A notification as it lies in the result of a query.
public struct NotificationRow: Sendable {
    let row: PostgresRow

    static let columns: SQL = """
        n.id, n.user_id, n.kind, n.task_id, n.title, n.body, n.data::text, n.dedupe_key, n.read_at, n.dismissed_at,
        n.created_at
        """

    public var id: TodoNotification.ID { TodoNotification.ID(rawValue: row.uuid(0)) }
    public var createdAt: Date { row.date(10) }

    public var notification: TodoNotification { TodoNotification(row, from: 0) }

    /// Writes the notification as the API shows it, straight from the row.
    public func write(to json: inout JSONWriter) {
        json.beginObject()
        json.member("id", id)
        json.member("kind", row.string(2))
        json.member("task_id", row.uuidOrNil(3))
        json.key("title")
        row.withBytes(4) { json.string(utf8: $0) }
        json.key("body")
        row.withBytes(5) { json.string(utf8: $0) }
        json.key("data")
        row.withBytes(6) { json.raw($0) }
        json.member("read_at", row.dateOrNil(8))
        json.member("created_at", createdAt)
        json.endObject()
    }
}

extension TodoNotification {
    /// Reads the columns of a ``NotificationRow`` from the column `first` on.
    init(_ row: PostgresRow, from first: Int) {
        let data = (try? JSONReader.parse(row.bytes(first + 6))) ?? .null
        self.init(
            id: ID(rawValue: row.uuid(first)), userID: UserID(rawValue: row.uuid(first + 1)),
            kind: NotificationKind(rawValue: row.string(first + 2)) ?? .created,
            taskID: row.uuidOrNil(first + 3).map(TodoTask.ID.init(rawValue:)), title: row.string(first + 4),
            body: row.string(first + 5), data: NotificationData(data), dedupeKey: row.string(first + 7),
            readAt: row.dateOrNil(first + 8), dismissedAt: row.dateOrNil(first + 9), createdAt: row.date(first + 10))
    }
}
