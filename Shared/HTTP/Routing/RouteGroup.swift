public import Reactor

/// Routes under one prefix that share middleware.
@LoopActor public struct RouteGroup<Context: RequestContext>: RoutesBuilder {
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
}
