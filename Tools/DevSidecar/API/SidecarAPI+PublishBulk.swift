internal import FoundationEssentials
internal import HTTP
internal import JSON
internal import Reactor

/// `POST /v1.0/publish/bulk/{pubsub}/{topic}` (dapr-http-contract.md 1.2).
extension SidecarAPI {
    private struct Entry {
        let id: String
        let event: JSONValue
        let contentType: String
        /// nil when the entry has no such member: then none of the request's goes into its envelope.
        let metadata: [String: String]?
    }

    func publishBulk(
        _ request: HTTPRequest, pubsub name: String, topic: String
    ) async throws(DaprProblem) -> HTTPResponse {
        let pubsub = try pubsub(name, topic)
        let metadata = Self.metadata(of: request)
        let isRaw = try rawPayload(metadata, pubsub: name)
        guard request.body.count <= Self.maxBody + 1 else {
            throw unreadable("stream too large", name, topic)
        }
        let entries = try entries(request.body, name, topic)
        var context = EnvelopeContext(self, request, pubsub: name, topic: topic, metadata: [:])
        context.numbers = .float64
        var values: [(entry: Entry, event: EventEnvelope)] = []
        values.reserveCapacity(entries.count)
        for entry in entries {
            context.metadata = entry.metadata.map { metadata.merging($0) { $1 } } ?? [:]
            values.append((entry, try envelope(entry, context, isRaw: isRaw)))
        }
        try checkAccess(pubsub, topic)
        guard !values.isEmpty else { return .empty(.noContent) }
        return await store(values, metadata, pubsub, topic)
    }

    /// Each entry stands for itself: one that is refused does not hold up the others, not even of its key (F18).
    private func store(
        _ values: [(entry: Entry, event: EventEnvelope)], _ metadata: [String: String], _ pubsub: PubSubComponent,
        _ topic: String
    ) async -> HTTPResponse {
        var records: [NewRecord] = []
        var sent: [String] = []
        var failed: [(id: String, reason: String)] = []
        for value in values {
            do {
                // To the broker the request's metadata wins over the entry's.
                let merged = (value.entry.metadata ?? [:]).merging(metadata) { $1 }
                records.append(
                    try pubsub.record(topic: topic, value: value.event.bytes, form: value.event.form, metadata: merged))
                sent.append(value.entry.id)
            } catch {
                guard !error.refusesAll else {
                    return partialFailure(values.map { ($0.entry.id, error.text) }, pubsub.name, topic, all: error.text)
                }
                failed.append((value.entry.id, error.text))
            }
        }
        do {
            let refused = try await pubsub.publish(records, to: topic)
            failed += refused.map { (sent[$0.index], $0.reason) }
        } catch {
            return partialFailure(values.map { ($0.entry.id, "\(error)") }, pubsub.name, topic, all: "\(error)")
        }
        return failed.isEmpty ? .empty(.noContent) : partialFailure(failed, pubsub.name, topic)
    }

    private func partialFailure(
        _ failed: [(id: String, reason: String)], _ pubsub: String, _ topic: String, all: String? = nil
    ) -> HTTPResponse {
        var json = GoJSON()
        json.append("{\"failedEntries\":[")
        for (index, entry) in failed.enumerated() {
            if index > 0 { json.append(",") }
            json.ordered([("entryId", .string(entry.id)), ("error", .string(entry.reason))], details: [])
        }
        json.append("],\"errorCode\":\"ERR_PUBSUB_PUBLISH_MESSAGE\"}")
        var response = HTTPResponse.bytes(.internalServerError, json.bytes, type: "application/json")
        let reason = all ?? "kafka: Failed to deliver \(failed.count) messages."
        response.headers.add(
            "metadata.error",
            "api error: code = Internal desc = error when publishing to topic \(topic) in pubsub \(pubsub): \(reason)")
        // Some hundred failed entries would make a header that clients refuse.
        if json.bytes.count < 16 << 10 {
            response.headers.add("metadata.responsedata", String(decoding: json.bytes, as: UTF8.self))
        }
        return response
    }

    private func entries(_ body: [UInt8], _ pubsub: String, _ topic: String) throws(DaprProblem) -> [Entry] {
        let value: JSONValue
        switch GoJSON.decode(body) {
        case .success(let read): value = read
        case .failure(let error): throw unreadable(error.text, pubsub, topic)
        }
        if value.isNull { return [] }
        guard let items = value.array else {
            let type = "[]http.bulkPublishMessageEntry"
            throw unreadable("json: cannot unmarshal \(value.goKind) into Go value of type \(type)", pubsub, topic)
        }
        var seen: Set<String> = []
        var entries: [Entry] = []
        entries.reserveCapacity(items.count)
        for item in items {
            let id = item.member(ignoringCase: "entryId")?.string ?? ""
            guard !id.isEmpty, seen.insert(id).inserted else {
                let reason = "entryId is duplicated or not present for entry"
                throw eventsFailure(
                    "error marshaling events to bytes for topic \(topic) pubsub \(pubsub). error: \(reason)", pubsub,
                    "DAPR_PUBSUB_MARSHAL_EVENTS", error: reason)
            }
            var metadata: [String: String]?
            if let object = item.member(ignoringCase: "metadata")?.object {
                metadata = object.members.reduce(into: [:]) { $0[$1.name] = $1.value.string }
            }
            entries.append(
                Entry(
                    id: id, event: item.member(ignoringCase: "event") ?? .null,
                    contentType: item.member(ignoringCase: "contentType")?.string ?? "", metadata: metadata))
        }
        return entries
    }

    private func envelope(_ entry: Entry, _ context: EnvelopeContext, isRaw: Bool) throws(DaprProblem) -> EventEnvelope
    {
        let essence = EventEnvelope.essence(entry.contentType)
        let payload: [UInt8]
        switch essence {
        case "application/json" where !isRaw:
            return EventEnvelope(payload: ("data", entry.event), contentType: entry.contentType, context)
        case "application/cloudevents+json" where !isRaw:
            do { return try EventEnvelope(event: entry.event, context) } catch { throw mismatch(context, error.text) }
        case "application/json", "application/cloudevents+json":
            payload = GoJSON.encode(entry.event, numbers: .float64)
        case "application/octet-stream":
            guard let text = entry.event.string, let data = Data(base64Encoded: text) else { throw mismatch(context) }
            payload = Array(data)
        case _ where essence.hasPrefix("text/") || essence == "application/xml":
            guard let text = entry.event.string else { throw mismatch(context) }
            payload = Array(text.utf8)
        default: throw mismatch(context)
        }
        if isRaw { return EventEnvelope(raw: payload) }
        do {
            return try EventEnvelope(payload, contentType: entry.contentType, context)
        } catch { throw mismatch(context, error.text) }
    }

    private func mismatch(
        _ context: EnvelopeContext, _ reason: String = "error: mismatch between contentType and event"
    ) -> DaprProblem {
        let place = "topic \(context.topic) pubsub \(context.pubsub)"
        return eventsFailure(
            "error when marshalling cloud event envelope for \(place): \(reason)", context.pubsub,
            "DAPR_PUBSUB_MARSHAL_ENVELOPE", error: reason)
    }

    private func unreadable(_ reason: String, _ pubsub: String, _ topic: String) -> DaprProblem {
        eventsFailure(
            "error when unmarshaling the request for topic \(topic) pubsub \(pubsub): \(reason)", pubsub,
            "DAPR_PUBSUB_UNMARSHAL_EVENTS")
    }

    private func eventsFailure(
        _ message: String, _ pubsub: String, _ reason: String, error: String? = nil
    ) -> DaprProblem {
        var metadata = ["appID": appID]
        metadata["error"] = error
        return DaprProblem(400, "ERR_PUBSUB_EVENTS_SER", message)
            .resource("pubsub", pubsub, description: message).info(reason, metadata)
    }
}
