internal import Reactor

/// One method of one pattern, and the handler with everything around it.
@LoopActor final class Route<Context: RequestContext> {
    let method: HTTPMethod
    let pattern: String
    let parts: [PatternPart]
    let hasParameters: Bool
    let limits: RouteLimits
    let handler: Handler<Context>
    /// The handler inside the router's middleware; made at the first request, when all middleware is known.
    var composed: Handler<Context>?

    init(_ method: HTTPMethod, _ pattern: String, _ limits: RouteLimits, _ handler: @escaping Handler<Context>) {
        self.method = method
        self.pattern = pattern
        parts = PatternPart.parts(of: pattern)
        hasParameters = parts.contains { if case .literal = $0 { false } else { true } }
        self.limits = limits
        self.handler = handler
    }
}
