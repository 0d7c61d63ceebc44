import JSON

extension RecurringTaskEvent {
    /// The event's row in the outbox, encoded; its key is the series.
    public func outboxEvent(_ context: EventContext) -> OutboxEvent {
        let about = CloudEvent.Subject(
            type: type, subject: series.id.rawValue, partitionKey: series.id.rawValue,
            aggregateID: changesVersion ? series.id.rawValue : context.eventID.rawValue,
            aggregateSeq: changesVersion ? series.version : 1, userID: series.userID, taskID: taskID)
        return CloudEvent.encode(about, context) { json in writeData(to: &json) }
    }

    /// The event's row in the event log.
    public func logEntry(_ context: EventContext, requestID: String?, source: TodoTask.Source = .api) -> EventLogEntry {
        var json = JSONWriter(capacity: 256)
        json.object { json in
            json.member("recurring_task_id", series.id)
            json.member("version", series.version)
        }
        return EventLogEntry(
            eventID: context.eventID, taskID: taskID, userID: series.userID, actor: context.actor.text,
            source: source.rawValue, type: type, data: json.finish(), requestID: requestID)
    }

    private var taskID: TodoTask.ID? {
        if case .due(_, let taskID, _) = fact { taskID } else { nil }
    }

    private func writeData(to json: inout JSONWriter) {
        if case .due(let occurrenceAt, let taskID, let caughtUp) = fact {
            json.member("recurring_task_id", series.id)
            json.member("occurrence_at", occurrenceAt)
            json.member("task_id", taskID)
            json.member("caught_up", caughtUp)
            // The tasks' title, so that a notification needs no query.
            json.member("title", series.title)
            return
        }
        json.key("series")
        series.write(to: &json)
        json.member("reason", reason)
        if case .missed(let count, let first, let last) = fact {
            json.member("count", count)
            json.member("first", first)
            json.member("last", last)
        }
    }

    private var reason: String {
        switch fact {
        case .exhausted: "end-reached"
        case .missed: "catch-up"
        default: "request"
        }
    }
}
