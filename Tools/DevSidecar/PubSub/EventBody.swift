internal import FoundationEssentials
internal import JSON

/// The bodies of deliveries.
enum EventBody {
    /// The stored bytes as they are; for a raw subscription an envelope around them, with an id of its own each time.
    /// nil when the message cannot be delivered as an event.
    static func single(_ record: LogRecord, _ subscription: SubscriptionResource) -> [UInt8]? {
        if subscription.isRaw {
            var json = GoJSON()
            json.members([
                ("data_base64", .string(Data(record.record.value).base64EncodedString())),
                ("datacontenttype", .string("application/octet-stream")),
                ("id", .string(UUID().uuidString.lowercased())), ("pubsubname", .string(subscription.pubsub)),
                ("source", .string("Dapr")), ("specversion", .string("1.0")), ("topic", .string(subscription.topic)),
                ("type", .string("com.dapr.event.sent")),
            ])
            return json.bytes
        }
        guard case .event = record.record.form else { return nil }
        return record.record.value
    }

    static func isExpired(_ record: LogRecord, now: Int64) -> Bool {
        guard case .event(let expiresAt?) = record.record.form else { return false }
        return expiresAt < now
    }

    /// The body of a batch; the entry ids are the positions.
    static func bulk(_ entries: [(id: String, record: LogRecord)], _ subscription: SubscriptionResource) -> [UInt8] {
        let size = entries.reduce(256) { $0 + $1.record.record.value.count + 384 }
        var json = JSONWriter(capacity: size)
        json.beginObject()
        json.key("entries")
        json.beginArray()
        for entry in entries { write(entry, subscription, &json) }
        json.endArray()
        json.key("id")
        json.string(UUID().uuidString.lowercased())
        json.key("metadata")
        json.beginObject()
        json.key("pubsubName")
        json.string(subscription.pubsub)
        json.endObject()
        json.key("pubsubname")
        json.string(subscription.pubsub)
        json.key("topic")
        json.string(subscription.topic)
        json.key("type")
        json.string("com.dapr.event.sent.bulk")
        json.endObject()
        return json.bytes
    }

    private static func write(
        _ entry: (id: String, record: LogRecord), _ subscription: SubscriptionResource, _ json: inout JSONWriter
    ) {
        json.beginObject()
        json.key("entryId")
        json.string(entry.id)
        json.key("event")
        if subscription.isRaw {
            json.string(Data(entry.record.record.value).base64EncodedString())
        } else {
            json.raw(entry.record.record.value)
        }
        json.key("metadata")
        json.beginObject()
        for (name, value) in EventHeaders.metadata(entry.record) {
            json.key(name)
            json.string(value)
        }
        json.endObject()
        json.key("contentType")
        json.string(subscription.isRaw ? "application/octet-stream" : "application/cloudevents+json")
        json.endObject()
    }
}
