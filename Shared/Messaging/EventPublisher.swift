public import Dapr
internal import Reactor

/// What the relay needs of the sidecar; tests put a scripted one in its place.
public struct EventPublisher: Sendable {
    /// Publishes to one topic and tells of each entry whether the broker has it.
    public var publish:
        @LoopActor @Sendable (_ entries: [BulkEntry], _ topic: String) async throws(DaprError) -> BulkResult
    /// Whether the sidecar's components are up.
    public var isHealthy: @LoopActor @Sendable () async -> Bool

    public init(
        publish: @escaping @LoopActor @Sendable ([BulkEntry], String) async throws(DaprError) -> BulkResult,
        isHealthy: @escaping @LoopActor @Sendable () async -> Bool
    ) {
        self.publish = publish
        self.isHealthy = isHealthy
    }

    /// Publishes through the sidecar.
    public init(_ dapr: DaprClient) {
        self.init(
            publish: { entries, topic throws(DaprError) in try await dapr.publishBulk(entries, topic: topic) },
            isHealthy: { await dapr.isOutboundHealthy() })
    }
}
