internal import HTTP
internal import JSON
internal import TodoCore

/// A delivery of the sidecar: a bulk request with its entries, or a single CloudEvent as a batch of one.
struct DeliveredBatch: Sendable {
    /// Beyond it parsing leaves the loop: it would take more than a millisecond.
    private static let large = 64 << 10
    private static let json = JSONLimits(depth: 64, bytes: Subscriptions.limits.body)

    let events: [DeliveredEvent]
    let isBulk: Bool

    /// Reads a request; only a bulk request without its own shape is a mistake of the sender, a bad event is not.
    static func read(_ request: HTTPRequest) async throws(Problem) -> DeliveredBatch {
        guard request.body.count > large else { return try parse(request) }
        return try await withTaskExecutorPreference(globalConcurrentExecutor) { () throws(Problem) in
            try await parseElsewhere(request)
        }
    }

    @concurrent private static func parseElsewhere(_ request: HTTPRequest) async throws(Problem) -> DeliveredBatch {
        try parse(request)
    }

    private static func parse(_ request: HTTPRequest) throws(Problem) -> DeliveredBatch {
        let isEvent = request.headers["Content-Type"]?.lowercased().hasPrefix("application/cloudevents+json") ?? false
        let body: JSONValue
        do {
            body = try JSONReader.parse(request.body, limits: json)
        } catch {
            guard isEvent else { throw Problem(.badRequest, "invalid-json", error.description) }
            let mistake = CloudEventMistake(.undecodable, error.description)
            return DeliveredBatch(events: [DeliveredEvent(bytes: request.body, mistake)], isBulk: false)
        }
        if isEvent || body["entries"] == nil && body["specversion"] != nil {
            let event = DeliveredEvent(
                body, partition: request.headers["__partition"].flatMap { Int($0) },
                offset: request.headers["__offset"].flatMap { Int($0) })
            return DeliveredBatch(events: [event], isBulk: false)
        }
        guard let entries = body["entries"]?.array else {
            throw Problem(.badRequest, "invalid-batch", "A bulk delivery has a member \"entries\".")
        }
        var events: [DeliveredEvent] = []
        events.reserveCapacity(entries.count)
        for entry in entries { events.append(try event(entry)) }
        return DeliveredBatch(events: events, isBulk: true)
    }

    private static func event(_ entry: JSONValue) throws(Problem) -> DeliveredEvent {
        guard let id = entry["entryId"]?.string, !id.isEmpty else {
            throw Problem(.badRequest, "invalid-batch", "Each entry has an \"entryId\".")
        }
        func number(_ name: String) -> Int? { entry["metadata"]?[name]?.string.flatMap { Int($0) } }
        return DeliveredEvent(
            entryID: id, entry["event"] ?? .null, partition: number("__partition"), offset: number("__offset"))
    }

    /// The answer that acknowledges everything; by entry for a bulk delivery, where a missing one would come again.
    func acknowledgement() -> HTTPResponse {
        var json = JSONWriter(capacity: 64 + events.count * 48)
        json.object { json in
            guard isBulk else { return json.member("status", "SUCCESS") }
            json.array("statuses") { json in
                for event in events {
                    json.object { json in
                        json.member("entryId", event.entryID)
                        json.member("status", "SUCCESS")
                    }
                }
            }
        }
        return .json(.ok, json.finish())
    }
}
