import FoundationEssentials
import JSON

extension CloudEvent {
    /// What an event is about: the members of the envelope that the context does not know.
    struct Subject {
        let type: EventType
        /// Whose story it belongs to; also the order of its aggregate: see `OutboxEvent`.
        let subject: UUID
        let partitionKey: UUID
        let aggregateID: UUID
        let aggregateSeq: Int
        let userID: UserID?
        let taskID: TodoTask.ID?
    }

    /// The outbox row of an event, its envelope written straight to bytes.
    ///
    /// No number of ours needs more than 53 bits: bulk publish carries numbers through Float64.
    static func encode(
        _ about: Subject, _ context: EventContext, taskData: JSONBytes? = nil, data: (inout JSONWriter) -> Void
    ) -> OutboxEvent {
        var json = JSONWriter(capacity: 1024 + 2 * (taskData?.count ?? 0))
        json.beginObject()
        json.member("specversion", "1.0")
        json.member("id", context.eventID)
        json.member("source", context.source)
        json.member("type", about.type.rawValue)
        json.member("subject", about.subject)
        json.member("time", context.now)
        json.member("datacontenttype", "application/json")
        json.member("dataschema", about.type.schema)
        json.member("partitionkey", about.partitionKey)
        if let traceparent = context.traceparent {
            json.member("traceid", traceparent)
            json.member("traceparent", traceparent)
        }
        json.key("data")
        json.beginObject()
        json.member("event_id", context.eventID)
        json.member("event_type", about.type.rawValue)
        json.member("schema_version", schemaVersion)
        json.member("timestamp", context.now)
        json.member("user_id", about.userID)
        json.member("task_id", about.taskID)
        json.key("task_data")
        if let taskData { json.raw(taskData) } else { json.null() }
        json.member("correlation_id", context.correlationID)
        json.member("causation_id", context.causationID)
        json.member("actor", context.actor.text)
        json.key("data")
        json.beginObject()
        data(&json)
        json.endObject()
        json.endObject()
        json.endObject()
        return OutboxEvent(
            eventID: context.eventID, aggregateID: about.aggregateID, aggregateSeq: about.aggregateSeq,
            partitionKey: about.partitionKey, userID: about.userID, type: about.type, payload: json.finish())
    }
}

extension EventType {
    /// The name of the type's schema: the file in `Schemas`, without `.json`.
    var schema: String { "urn:todo:event:" + rawValue }
}
