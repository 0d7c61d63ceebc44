public import Reactor

/// What takes routes: a ``Router``, or a ``RouteGroup`` of one.
@LoopActor public protocol RoutesBuilder<Context> {
    associatedtype Context: RequestContext

    /// Routes one method of a pattern to `handler`.
    func on(_ method: HTTPMethod, _ pattern: String, limits: RouteLimits, _ handler: @escaping Handler<Context>)
}

extension RoutesBuilder {
    public func get(_ pattern: String, limits: RouteLimits = .standard, _ handler: @escaping Handler<Context>) {
        on(.get, pattern, limits: limits, handler)
    }

    public func post(_ pattern: String, limits: RouteLimits = .standard, _ handler: @escaping Handler<Context>) {
        on(.post, pattern, limits: limits, handler)
    }

    public func put(_ pattern: String, limits: RouteLimits = .standard, _ handler: @escaping Handler<Context>) {
        on(.put, pattern, limits: limits, handler)
    }

    public func patch(_ pattern: String, limits: RouteLimits = .standard, _ handler: @escaping Handler<Context>) {
        on(.patch, pattern, limits: limits, handler)
    }

    public func delete(_ pattern: String, limits: RouteLimits = .standard, _ handler: @escaping Handler<Context>) {
        on(.delete, pattern, limits: limits, handler)
    }
}
