internal import Reactor

extension Router {
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
