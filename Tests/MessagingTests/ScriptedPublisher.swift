import Dapr
import Messaging
import Reactor

/// A sidecar whose answers a test writes; it notes what was published, call by call.
@LoopActor final class ScriptedPublisher {
    struct Call: Equatable {
        let topic: String
        let ids: [String]
    }

    private(set) var calls: [Call] = []
    /// What the broker has, in the order in which it came.
    private(set) var stored: [(topic: String, event: String, key: String)] = []
    private(set) var inFlight = 0
    private(set) var mostInFlight = 0
    var isHealthy = true
    /// nil: the broker takes it.
    var failure: @LoopActor (_ event: String, _ topic: String) -> DaprError? = { _, _ in nil }
    /// Thrown for the call as a whole.
    var refusal: @LoopActor (_ topic: String, _ count: Int) -> DaprError? = { _, _ in nil }
    /// Waited for before every answer.
    var before: @LoopActor () async -> Void = {}

    nonisolated init() {}

    var publisher: EventPublisher {
        EventPublisher(
            publish: { entries, topic throws(DaprError) in try await self.publish(entries, topic) },
            isHealthy: { self.isHealthy })
    }

    /// The events' payloads per topic, in order.
    func events(_ topic: String) -> [String] { stored.filter { $0.topic == topic }.map(\.event) }

    private func publish(_ entries: [BulkEntry], _ topic: String) async throws(DaprError) -> BulkResult {
        calls.append(Call(topic: topic, ids: entries.map(\.id)))
        inFlight += 1
        mostInFlight = max(mostInFlight, inFlight)
        await before()
        inFlight -= 1
        if let error = refusal(topic, entries.count) { throw error }
        var failures: [String: DaprError] = [:]
        for entry in entries {
            let event = String(decoding: entry.event, as: UTF8.self)
            if let error = failure(event, topic) {
                failures[entry.id] = error
            } else {
                stored.append((topic, event, entry.metadata["partitionKey"] ?? ""))
            }
        }
        return BulkResult(failures: failures)
    }
}

extension DaprError {
    static let brokerAway = DaprError(
        .transient, .unknown, code: "ERR_PUBSUB_PUBLISH_MESSAGE", status: 500,
        message: "client has run out of available brokers")
    static let forbidden = DaprError(
        .configuration, .refused, code: "ERR_PUBSUB_FORBIDDEN", status: 403, message: "topic is not allowed")
    static let noComponent = DaprError(
        .transient, .refused, code: "ERR_PUBSUB_NOT_FOUND", status: 404, message: "pubsub is not found")
    static let tooLarge = DaprError(
        .payload, .refused, code: "ERR_PUBSUB_PUBLISH_MESSAGE", status: 500, message: "larger than configured")
    static let sidecarAway = DaprError(.transient, .notSent, message: "connection refused")
}
