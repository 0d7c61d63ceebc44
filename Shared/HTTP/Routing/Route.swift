internal import Reactor

/// One method of one pattern, and the handler with everything around it.
@LoopActor final class Route<Context: RequestContext> {
    let method: HTTPMethod
    let pattern: String
    let parts: [PatternPart]
    let hasParameters: Bool
    let limits: RouteLimits
    let handler: Handler<Context>
    /// What answers under an owner's path; nil where there is none.
    let owned: OwnedHandler<Context>?
    /// The handler inside the router's middleware; made at the first request, when all middleware is known.
    var composed: Handler<Context>?

    init(
        _ method: HTTPMethod, _ pattern: String, _ limits: RouteLimits, _ handler: @escaping Handler<Context>,
        owned: OwnedHandler<Context>? = nil
    ) {
        self.method = method
        self.pattern = pattern
        parts = PatternPart.parts(of: pattern)
        hasParameters = parts.contains { if case .literal = $0 { false } else { true } }
        self.limits = limits
        self.handler = handler
        self.owned = owned
    }
}

/// The handler of a route under an owner's path, "/api/{user_id}/tasks", with that name for the owner.
struct OwnedHandler<Context: RequestContext> {
    let parameter: String
    let handler: Handler<Context>
}
