import JSON

extension TaskEvent {
    /// The event's row in the outbox, encoded.
    public func outboxEvent(_ context: EventContext) -> OutboxEvent {
        let about = CloudEvent.Subject(
            type: type, subject: task.id.rawValue, partitionKey: task.id.rawValue,
            aggregateID: changesVersion ? task.id.rawValue : context.eventID.rawValue,
            aggregateSeq: changesVersion ? task.version : 1, userID: task.userID, taskID: task.id)
        var snapshot = JSONWriter(capacity: 1024)
        task.write(to: &snapshot)
        let taskData = snapshot.finish()
        return CloudEvent.encode(about, context, taskData: taskData) { json in
            if case .created = fact {
                json.key("task")
                json.raw(taskData)
            }
            writeData(to: &json)
        }
    }

    /// The event's row in the event log.
    public func logEntry(_ context: EventContext, requestID: String?) -> EventLogEntry {
        var json = JSONWriter(capacity: 256)
        json.beginObject()
        writeData(to: &json)
        if fact == .created { json.member("version", task.version) }
        json.endObject()
        return EventLogEntry(
            eventID: context.eventID, taskID: task.id, userID: task.userID, actor: context.actor.text,
            source: task.source.rawValue, type: type, data: json.finish(), requestID: requestID)
    }

    /// Writes what is special to the type. The task is not among it.
    private func writeData(to json: inout JSONWriter) {
        switch fact {
        case .created:
            json.member("origin", task.source.rawValue)
            writeSeries(to: &json)
        case .updated(let changes):
            json.object("changes") { json in
                for change in changes { change.write(to: &json) }
            }
            json.member("version", task.version)
        case .completed:
            json.member("completed_at", task.completedAt)
            writeDue(to: &json)
            writeSeries(to: &json)
        case .uncompleted, .cancelled, .restored:
            json.member("version", task.version)
        case .deleted:
            json.member("soft", true)
            json.member("deleted_at", task.deletedAt)
        case .dueSoon(let hours):
            writeDue(to: &json)
            json.member("hours_until_due", hours)
        case .due, .overdue:
            writeDue(to: &json)
        }
    }

    private func writeDue(to json: inout JSONWriter) {
        json.key("due_date")
        task.writeDue(to: &json)
    }

    private func writeSeries(to json: inout JSONWriter) {
        guard let series = task.recurringTaskID else { return }
        json.member("recurring_task_id", series)
        json.member("occurrence_at", task.occurrenceAt)
    }
}

extension FieldChange {
    fileprivate func write(to json: inout JSONWriter) {
        json.key(field)
        json.object { json in
            json.key("old")
            old.write(to: &json)
            json.key("new")
            new.write(to: &json)
        }
    }
}

extension FieldChange.Value {
    fileprivate func write(to json: inout JSONWriter) {
        switch self {
        case .null: json.null()
        case .text(let text): json.string(text)
        case .number(let number): json.int(number)
        case .list(let texts):
            json.array { json in
                for text in texts { json.string(text) }
            }
        }
    }
}
