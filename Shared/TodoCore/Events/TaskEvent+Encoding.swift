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

    /// The event's row in the event log: what is special to the type, the version, and with `old` every changed field.
    ///
    /// - Parameters:
    ///   - old: the task before it; without it the change cannot be undone.
    ///   - source: what the change came through; that of the task when nil.
    ///   - operation: what all events have in common that one request made of several tasks.
    ///   - undoes: the operation that it takes back.
    public func logEntry(
        _ context: EventContext, requestID: String?, replacing old: TodoTask? = nil, source: TodoTask.Source? = nil,
        operation: EventID? = nil, undoes: String? = nil
    ) -> EventLogEntry {
        var json = JSONWriter(capacity: 256)
        json.beginObject()
        writeData(to: &json)
        if let old, !hasChanges { Self.write(task.changes(from: old), to: &json) }
        if changesVersion, !hasVersion { json.member("version", task.version) }
        if let operation { json.member("operation", operation) }
        if let undoes { json.member("undoes", undoes) }
        json.endObject()
        return EventLogEntry(
            eventID: context.eventID, taskID: task.id, userID: task.userID, actor: context.actor.text,
            source: (source ?? task.source).rawValue, type: type, data: json.finish(), requestID: requestID)
    }

    /// Writes what is special to the type. The task is not among it.
    private func writeData(to json: inout JSONWriter) {
        switch fact {
        case .created:
            json.member("origin", task.source.rawValue)
            writeSeries(to: &json)
        case .updated(let changes):
            Self.write(changes, to: &json)
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
        case .purged:
            json.member("soft", false)
            json.member("deleted_at", task.deletedAt)
        case .dueSoon(let hours):
            writeDue(to: &json)
            json.member("hours_until_due", hours)
        case .due, .overdue:
            writeDue(to: &json)
        }
    }

    private var hasChanges: Bool { if case .updated = fact { true } else { false } }

    /// Whether the type itself says the version.
    private var hasVersion: Bool {
        switch fact {
        case .updated, .uncompleted, .cancelled, .restored: true
        default: false
        }
    }

    private static func write(_ changes: [FieldChange], to json: inout JSONWriter) {
        json.object("changes") { json in
            for change in changes { change.write(to: &json) }
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
        case .real(let number): json.double(number)
        case .list(let texts):
            json.array { json in
                for text in texts { json.string(text) }
            }
        }
    }
}
