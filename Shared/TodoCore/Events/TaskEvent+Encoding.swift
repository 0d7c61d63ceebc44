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

    /// Writes what is special to the type: interfaces.md 4.2, "Fields in data". The task is not among it.
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

    fileprivate init(_ value: JSONValue) throws(JSONMistake) {
        switch value {
        case .null: self = .null
        case .string(let text): self = .text(text)
        case .number: self = .number(try value.asInt())
        default:
            var texts: [String] = []
            for element in try value.asArray() { texts.append(try element.asString()) }
            self = .list(texts)
        }
    }
}

extension TaskEvent {
    /// The event of an envelope.
    ///
    /// - Parameter zones: for the due instant of all-day tasks.
    /// - Throws: a mistake with reason `undecodable`, also for a type that is not about tasks.
    public init(_ event: CloudEvent, zones: ZoneDatabase) throws(CloudEventMistake) {
        do throws(JSONMistake) {
            guard let type = event.type, let userID = event.userID else {
                throw JSONMistake(code: "required", "not an event of a task, or without a user")
            }
            let task = try TodoTask(snapshot: event.taskData, userID: userID, zones: zones)
            self.init(try Self.fact(type, event.data), task)
        } catch {
            throw CloudEventMistake(.undecodable, "\(error.pointer) \(error.detail)", eventID: event.id)
        }
    }

    private static func fact(_ type: EventType, _ data: JSONValue) throws(JSONMistake) -> Fact {
        switch type {
        case .taskCreated: return .created
        case .taskUpdated:
            var changes: [FieldChange] = []
            for member in data["changes"]?.object?.members ?? [] {
                changes.append(
                    FieldChange(
                        field: member.name, old: try .init(member.value["old"] ?? .null),
                        new: try .init(member.value["new"] ?? .null)))
            }
            return .updated(changes)
        case .taskCompleted: return .completed
        case .taskUncompleted: return .uncompleted
        case .taskCancelled: return .cancelled
        case .taskRestored: return .restored
        case .taskDeleted: return .deleted
        case .taskDueSoon: return .dueSoon(hoursUntilDue: data["hours_until_due"]?.int ?? 0)
        case .taskDue: return .due
        case .taskOverdue: return .overdue
        default: throw JSONMistake(code: "invalid-value", "not an event of a task")
        }
    }
}
