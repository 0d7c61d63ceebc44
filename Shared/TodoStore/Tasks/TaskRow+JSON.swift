public import FoundationEssentials
public import JSON
internal import Postgres
public import TodoCore

extension TaskRow {
    /// Writes the task as the API shows it: the same members as ``TodoTask/write(to:dueState:)``, straight from the row.
    public func write(
        to json: inout JSONWriter, now: Date, zones: ZoneDatabase, window: TimeInterval = DueState.standardWindow
    ) {
        json.beginObject()
        uuid("id", 0, &json)
        text("title", 2, &json)
        text("description", 3, &json)
        text("status", 4, &json)
        json.member("completed", status == .completed)
        instant("completed_at", 5, &json)
        let priority = Priority(rawValue: row.int(6)) ?? .standard
        json.member("priority", priority.rawValue)
        json.member("priority_name", priority.name)
        writeDue(to: &json, now, zones, window)
        json.key("tags")
        json.beginArray()
        for tag in parts.tags { json.string(tag) }
        json.endArray()
        json.key("reminders")
        json.beginArray()
        for reminder in parts.reminders { reminder.write(to: &json) }
        json.endArray()
        uuid("recurring_task_id", 13, &json)
        instant("occurrence_at", 14, &json)
        uuid("parent_id", 23, &json)
        json.key("position")
        json.position(row.double(24))
        json.member("version", version)
        instant("created_at", 20, &json)
        instant("updated_at", 21, &json)
        if !row.isNull(22) { instant("deleted_at", 22, &json) }
        json.endObject()
    }

    private var status: TodoTask.Status? { TodoTask.Status(rawValue: row.string(4)) }

    // MARK: Due date

    private func writeDue(to json: inout JSONWriter, _ now: Date, _ zones: ZoneDatabase, _ window: TimeInterval) {
        guard !row.isNull(7) else {
            json.key("due_date")
            json.null()
            json.member("due_state", DueState.none.rawValue)
            return
        }
        if row.bool(8) {
            json.member("due_date", civilDate(9).description)
            text("due_timezone", 10, &json)
        } else {
            instant("due_date", 7, &json)
        }
        json.member("due_state", dueState(now, zones, window).rawValue)
    }

    /// The rule lives in TodoCore; a task without text is enough for it.
    private func dueState(_ now: Date, _ zones: ZoneDatabase, _ window: TimeInterval) -> DueState {
        guard status == .pending || status == .inProgress, row.isNull(22) else { return .none }
        let task = TodoTask(
            id: id, userID: UserID(rawValue: row.uuid(1)), title: "", due: due, createdAt: now, updatedAt: now)
        return task.dueState(at: now, zones: zones, window: window)
    }

    // MARK: Members

    private func text(_ name: StaticString, _ column: Int, _ json: inout JSONWriter) {
        json.key(name)
        row.withBytesOrNil(column) { if let text = $0 { json.string(utf8: text) } else { json.null() } }
    }

    private func uuid(_ name: StaticString, _ column: Int, _ json: inout JSONWriter) {
        json.key(name)
        row.withBytesOrNil(column) { if let id = $0 { json.uuid(bytes: id) } else { json.null() } }
    }

    private func instant(_ name: StaticString, _ column: Int, _ json: inout JSONWriter) {
        json.key(name)
        if let instant = row.microsecondsOrNil(column) { json.date(microseconds: instant) } else { json.null() }
    }
}
