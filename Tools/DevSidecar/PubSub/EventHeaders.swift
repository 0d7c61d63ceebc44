internal import HTTPClient

/// What travels beside an event: the headers of a delivery, the metadata of an entry.
enum EventHeaders {
    struct Fields {
        var client = HTTPClientHeaders()
        /// False: without a `traceparent`.
        var isTraced = true
    }

    /// Names that do not reach the application (dapr-http-contract.md 1.1).
    private static let withheld: Set<String> = ["host", "connection", "content-length", "content-type"]

    /// Kafka's own entries (a stream of redis has none) and the record's headers, of which one of the same name wins; sorted by name.
    static func metadata(_ record: LogRecord) -> [(String, String)] {
        if RedisStreams.isStream(record.record.topic) { return record.record.headers.map { ($0.name, $0.value) } }
        var all: [String: String] = [
            "__topic": record.record.topic, "__partition": String(record.record.partition),
            "__offset": String(record.offset), "__timestamp": String(record.timestamp),
        ]
        if let key = record.record.key { all["__key"] = key }
        for header in record.record.headers { all[header.name] = header.value }
        return all.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }

    /// `tracing`: without a section for it a trace that the publisher gave the event is the delivery's, too.
    static func single(
        _ record: LogRecord, pubsub: String, isRaw: Bool, tracing: ConfigurationResource.Tracing
    ) -> Fields {
        var fields = Fields()
        fields.isTraced = !isRaw
        fields.client.add("Content-Type", "application/cloudevents+json")
        for (name, value) in metadata(record) {
            let lower = name.lowercased()
            guard !withheld.contains(lower), lower != "pubsubname" else { continue }
            fields.client.add(name, value)
            if lower == "cloudevent.traceparent", tracing == .unset { fields.client["traceparent"] = value }
        }
        fields.client.add("pubsubname", pubsub)
        return fields
    }

    static func bulk(pubsub: String) -> Fields {
        Fields(client: ["Content-Type": "application/json", "pubsubname": pubsub])
    }
}
