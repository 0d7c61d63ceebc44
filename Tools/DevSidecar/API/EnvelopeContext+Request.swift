internal import HTTP
internal import Reactor

extension EnvelopeContext {
    /// The context of a publish request.
    @LoopActor init(
        _ api: SidecarAPI, _ request: HTTPRequest, pubsub: String, topic: String, metadata: [String: String]
    ) {
        let tracing = api.runtime.configuration.tracing
        self.init(
            appID: api.appID, pubsub: pubsub, topic: topic,
            trace: Trace.event(tracing, caller: request.headers["traceparent"]),
            tracestate: tracing == .on ? request.headers["tracestate"] ?? "" : "", metadata: metadata,
            now: WallClock.milliseconds)
    }
}
