internal import HTTP
internal import JSON
internal import Reactor

/// `POST /v1.0/publish/{pubsub}/{topic}` (dapr-http-contract.md 1.1).
extension SidecarAPI {
    func publish(
        _ request: HTTPRequest, pubsub name: String, topic: String
    ) async throws(DaprProblem) -> HTTPResponse {
        let pubsub = try pubsub(name, topic)
        let metadata = Self.metadata(of: request)
        let isRaw = try rawPayload(metadata, pubsub: name)
        guard request.body.count <= Self.maxBody + 1 else {
            throw publishFailure("stream too large", pubsub: name, topic: topic)
        }
        let event = try envelope(
            request.body, contentType: request.headers["Content-Type"] ?? "",
            EnvelopeContext(self, request, pubsub: name, topic: topic, metadata: metadata), isRaw: isRaw)
        try checkAccess(pubsub, topic)
        let record: NewRecord
        do {
            record = try pubsub.record(topic: topic, value: event.bytes, form: event.form, metadata: metadata)
        } catch { throw publishFailure(error.text, pubsub: name, topic: topic) }
        do {
            try await pubsub.publish([record], to: topic)
        } catch { throw publishFailure("\(error)", pubsub: name, topic: topic) }
        return .empty(.noContent)
    }

    func pubsub(_ name: String, _ topic: String) throws(DaprProblem) -> PubSubComponent {
        // A closing sidecar says what a sidecar without the component says: it passes (F19).
        guard let pubsub = runtime.pubsubs[name] else {
            throw DaprProblem(404, "ERR_PUBSUB_NOT_FOUND", "pubsub \(name) is not found").info("DAPR_PUBSUB_NOT_FOUND")
        }
        guard !sidecar.isClosing else {
            // A moment later the component itself says that it is closed.
            if sidecar.hasClosed { throw publishFailure("component is closed", pubsub: name, topic: topic) }
            throw DaprProblem(400, "ERR_PUBSUB_NOT_FOUND", "pubsub '\(name)' not found")
                .resource("pubsub", name, description: "pubsub '\(name)' not found")
                .info("DAPR_PUBSUB_TEST_NOT_FOUND")
        }
        return pubsub
    }

    func rawPayload(_ metadata: [String: String], pubsub: String) throws(DaprProblem) -> Bool {
        guard let text = metadata["rawPayload"] else { return false }
        guard let value = goBool(text) else {
            let message =
                "failed deserializing metadata. Error: rawPayload value must be a valid boolean: actual is '\(text)'"
            throw DaprProblem(400, "ERR_PUBSUB_REQUEST_METADATA", message)
                .resource("pubsub", pubsub, description: message)
                .info("DAPR_PUBSUB_METADATA_DESERIALIZATION", ["rawPayload": text])
        }
        return value
    }

    func checkAccess(_ pubsub: PubSubComponent, _ topic: String) throws(DaprProblem) {
        guard !pubsub.access.mayPublish(topic, appID) else { return }
        let message = "topic \(topic) is not allowed for app id \(appID)"
        throw DaprProblem(403, "ERR_PUBSUB_FORBIDDEN", message)
            .resource("pubsub", pubsub.name, description: message)
            .info("DAPR_PUBSUB_FORBIDDEN", ["error": message, "topic": topic])
    }

    private func envelope(
        _ body: [UInt8], contentType: String, _ context: EnvelopeContext, isRaw: Bool
    ) throws(DaprProblem) -> EventEnvelope {
        if isRaw { return EventEnvelope(raw: body) }
        do {
            return try EventEnvelope(body, contentType: contentType, context)
        } catch {
            let message = "cannot create cloudevent"
            throw DaprProblem(500, "ERR_PUBSUB_CLOUD_EVENTS_SER", message)
                .resource("pubsub", context.pubsub, description: message)
                .info("DAPR_PUBSUB_CLOUD_EVENT_CREATION", ["appID": appID, "error": error.text])
        }
    }

    func publishFailure(_ reason: String, pubsub: String, topic: String) -> DaprProblem {
        let message = "error when publishing to topic \(topic) in pubsub \(pubsub): \(reason)"
        return DaprProblem(500, "ERR_PUBSUB_PUBLISH_MESSAGE", message)
            .resource("pubsub", pubsub, description: message)
            .info("DAPR_PUBSUB_PUBLISH_MESSAGE", ["error": reason, "topic": topic])
    }
}
