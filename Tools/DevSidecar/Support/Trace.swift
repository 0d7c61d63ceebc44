internal import Observability

/// The `traceparent` of replies and deliveries, by the tracing section of the Configuration.
enum Trace {
    private static let zero = "00-00000000000000000000000000000000-0000000000000000-00"

    /// For a reply: the caller's trace one step further, or a new one.
    static func reply(_ tracing: ConfigurationResource.Tracing, caller: String?) -> String? {
        switch tracing {
        case .unset: zero
        case .off: nil
        case .on: sampled(caller)
        }
    }

    /// For a call of the application that carries no trace of its own.
    static func delivery(_ tracing: ConfigurationResource.Tracing) -> String? { reply(tracing, caller: nil) }

    /// What an event's members `traceid` and `traceparent` say.
    static func event(_ tracing: ConfigurationResource.Tracing, caller: String?) -> String {
        tracing == .on ? sampled(caller) : ""
    }

    private static func sampled(_ caller: String?) -> String {
        let context = caller.flatMap { TraceContext(traceparent: $0) }?.child() ?? .root()
        return "00-\(context.traceID)-\(context.spanID)-01"
    }
}
