public import Reactor

/// Routes under one prefix that share middleware.
@LoopActor public struct RouteGroup<Context: RequestContext> {
    private let router: Router<Context>
    private let prefix: String
    private let middleware: [any Middleware<Context>]

    init(_ router: Router<Context>, _ prefix: String, _ middleware: [any Middleware<Context>]) {
        self.router = router
        self.prefix = prefix
        self.middleware = middleware
    }

    /// Routes one method of a pattern under the prefix; "" is the prefix itself.
    public func on(
        _ method: HTTPMethod, _ pattern: String, limits: RouteLimits = .standard, _ handler: @escaping Handler<Context>
    ) {
        let concerned = middleware.filter { $0.concerns(method) }
        router.on(method, prefix + pattern, limits: limits, concerned.around(handler))
    }

    /// A group inside this one.
    public func group(_ prefix: String = "", _ middleware: any Middleware<Context>...) -> RouteGroup {
        RouteGroup(router, self.prefix + prefix, self.middleware + middleware)
    }

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
