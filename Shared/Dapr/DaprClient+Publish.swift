internal import HTTPClient
internal import Reactor

extension DaprClient {
    /// Returns once the broker has the event; an error whose outcome is `unknown` may still mean that it has it, or will.
    ///
    /// - Parameters:
    ///   - pubsub: the component; nil is the configured one.
    ///   - metadata: becomes `metadata.*` of the query: `partitionKey`, `ttlInSeconds`. Every pair reaches the
    ///     subscriber as an HTTP header, so one that cannot be a header is refused here.
    public func publish(
        _ event: [UInt8], topic: String, pubsub: String? = nil, contentType: String = "application/cloudevents+json",
        metadata: [String: String] = [:]
    ) async throws(DaprError) {
        try Self.check(metadata)
        var path = SidecarPath("/v1.0/publish")
        path.append(pubsub ?? config.pubsubName)
        path.append(path: topic)
        path.metadata(metadata)
        _ = try await call(
            "POST", path, headers: ["Content-Type": contentType], body: event, timeout: config.publishTimeout)
    }

    /// With such a pair the sidecar would answer 204 and never be able to deliver the event.
    static func check(_ metadata: [String: String]) throws(DaprError) {
        for (name, value) in metadata {
            let isToken =
                !name.isEmpty
                && name.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && !"\"(),/:;<=>?@[\\]{}".utf8.contains($0) }
            let isValue = value.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F || $0 == 0x09 }
            guard isToken, isValue else {
                throw DaprError(.payload, .notSent, message: "metadata \(name) cannot be an HTTP header")
            }
        }
    }
}
