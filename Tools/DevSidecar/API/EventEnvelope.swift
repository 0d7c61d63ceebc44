internal import FoundationEssentials
internal import JSON

/// What an envelope says beside the payload.
struct EnvelopeContext {
    let appID: String
    let pubsub: String
    let topic: String
    /// `traceid` and `traceparent`; "" with tracing off.
    let trace: String
    let tracestate: String
    var metadata: [String: String]
    /// Milliseconds since 1970.
    let now: Int64
    /// Bulk publish re-reads numbers as floats.
    var numbers = GoJSON.Numbers.asWritten
}

/// The bytes that go to the broker for one published event.
struct EventEnvelope {
    let bytes: [UInt8]
    let form: RecordForm

    struct Mistake: Error {
        let text: String
    }

    /// The body as it is.
    init(raw body: [UInt8]) {
        bytes = body
        let event = try? JSONReader.parse(body, limits: JSONLimits(depth: 512, bytes: .max)).object
        form = event.map { .event(expiresAt: Self.expiry($0["expiration"])) } ?? .opaque
    }

    /// Wraps a body by its content type, or completes it when it is a CloudEvent already.
    init(_ body: [UInt8], contentType: String, _ context: EnvelopeContext) throws(Mistake) {
        let value: JSONValue?
        switch Self.essence(contentType) {
        case "application/cloudevents+json":
            switch GoJSON.decode(body) {
            case .success(let event): self = try EventEnvelope(event: event, context)
            case .failure(let error): throw Mistake(text: error.text)
            }
            return
        case "application/json": value = try? GoJSON.decode(body).get()
        case "application/octet-stream", "application/cloudevents+protobuf":
            self.init(
                payload: ("data_base64", .string(Data(body).base64EncodedString())), contentType: contentType, context)
            return
        default: value = nil
        }
        // What is no JSON goes as the text that it is.
        let data = value ?? .string(String(decoding: body, as: UTF8.self))
        self.init(payload: ("data", data), contentType: contentType, context)
    }

    /// Wraps a payload that was read already.
    init(payload: (name: String, value: JSONValue), contentType: String, _ context: EnvelopeContext) {
        let parent = context.override("traceparent")
        let trace = parent ?? context.override("traceid") ?? context.trace
        var members: [(name: String, value: JSONValue)] = [
            ("id", .string(context.override("id") ?? UUID().uuidString.lowercased())),
            ("source", .string(context.override("source") ?? (context.appID.isEmpty ? "Dapr" : context.appID))),
            ("specversion", "1.0"), ("type", .string(context.override("type") ?? "com.dapr.event.sent")),
            ("datacontenttype", .string(contentType.isEmpty ? "text/plain" : contentType)),
            ("topic", .string(context.topic)), ("pubsubname", .string(context.pubsub)), ("traceid", .string(trace)),
            ("traceparent", .string(parent ?? trace)),
            ("tracestate", .string(context.override("tracestate") ?? context.tracestate)),
            ("time", .string(WallClock.text(context.now))), payload,
        ]
        if let subject = context.override("subject") { members.append(("subject", .string(subject))) }
        let expiry = context.expiry
        if let expiry { members.append(("expiration", .string(WallClock.text(expiry)))) }
        var json = GoJSON(numbers: context.numbers)
        json.members(members)
        bytes = json.bytes
        form = .event(expiresAt: expiry)
    }

    /// Completes a CloudEvent: id, data and extensions stay as they are.
    init(event: JSONValue, _ context: EnvelopeContext) throws(Mistake) {
        guard let object = event.object else {
            throw Mistake(
                text: "json: cannot unmarshal \(event.goKind) into Go value of type map[string]interface {}")
        }
        var members = object
        members["topic"] = .string(context.topic)
        members["pubsubname"] = .string(context.pubsub)
        if object["traceid"] == nil {
            members["traceid"] = .string(context.trace)
            members["traceparent"] = .string(context.trace)
        }
        if object["tracestate"] == nil { members["tracestate"] = .string(context.tracestate) }
        if object["time"] == nil { members["time"] = .string(WallClock.text(context.now)) }
        for (name, value) in [("source", "Dapr"), ("type", "com.dapr.event.sent"), ("specversion", "1.0")]
        where object[name] == nil || object[name] == .null { members[name] = .string(value) }
        if let expiry = context.expiry { members["expiration"] = .string(WallClock.text(expiry)) }
        var json = GoJSON(numbers: context.numbers)
        json.value(.object(members))
        bytes = json.bytes
        form = .event(expiresAt: Self.expiry(members["expiration"]))
    }

    /// An expiry that cannot be read is none.
    private static func expiry(_ value: JSONValue?) -> Int64? { value?.string.flatMap(WallClock.parse) }

    /// A content type without its parameters, in lower case.
    static func essence(_ contentType: String) -> String {
        let type = contentType.prefix { $0 != ";" }
        return type.filter { $0 != " " }.lowercased()
    }
}

extension EnvelopeContext {
    /// `metadata.cloudevent.<name>`, in whatever case.
    func override(_ name: String) -> String? {
        guard metadata.count > 0 else { return nil }
        let wanted = "cloudevent.\(name)"
        return metadata.first { $0.key.lowercased() == wanted }?.value
    }

    /// When the event ends by its time to live; a value that is none is ignored.
    var expiry: Int64? {
        guard let text = metadata["ttlInSeconds"] ?? metadata["ttl"] else { return nil }
        if let seconds = Int64(text) { return seconds > 0 ? now + seconds * 1000 : nil }
        guard let duration = GoDuration.parse(text), duration > .zero else { return nil }
        return now + Int64(duration / .milliseconds(1))
    }
}
