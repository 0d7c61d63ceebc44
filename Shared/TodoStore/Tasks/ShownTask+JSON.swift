internal import FoundationEssentials
public import JSON
internal import Postgres
public import TodoCore

extension ShownTask {
    /// Writes the task as the API shows it: the same members as ``TodoTask/write(to:at:)``, straight from the row.
    public func write(to json: inout JSONWriter, at moment: DueMoment) {
        json.beginObject()
        uuid("id", 0, &json)
        text("title", 1, &json)
        text("description", 2, &json)
        let status = status
        text("status", 3, &json)
        json.member("completed", status == .completed)
        instant("completed_at", 4, &json)
        let priority = priority
        json.member("priority", priority.rawValue)
        json.member("priority_name", priority.name)
        writeDue(to: &json, at: moment, isOpen: status.isOpen && row.isNull(17))
        json.key("tags")
        json.beginArray()
        for tag in parts.tags { json.string(tag) }
        json.endArray()
        json.key("reminders")
        json.beginArray()
        for reminder in parts.reminders { reminder.write(to: &json) }
        json.endArray()
        uuid("recurring_task_id", 10, &json)
        instant("occurrence_at", 11, &json)
        json.member("is_recurring", !row.isNull(20))
        text("recurrence_pattern", 20, &json)
        uuid("parent_id", 18, &json)
        json.key("position")
        json.position(position)
        json.member("version", version)
        instant("created_at", 15, &json)
        instant("updated_at", 16, &json)
        if !row.isNull(17) { instant("deleted_at", 17, &json) }
        json.endObject()
    }

    // MARK: Due date

    private func writeDue(to json: inout JSONWriter, at moment: DueMoment, isOpen: Bool) {
        let due = due
        if due?.allDay != nil {
            json.member("due_date", civilDate(8).description)
            text("due_timezone", 9, &json)
        } else {
            instant("due_date", 6, &json)
        }
        json.member("due_state", (isOpen ? due?.state(at: moment) ?? .none : .none).rawValue)
        json.member("due_today", isOpen && due?.isToday(at: moment) == true)
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
