public import Reactor

/// Routes under one prefix that share middleware.
@LoopActor public struct RouteGroup<Context: RequestContext>: RoutesBuilder {
    private let router: Router<Context>
    private let prefix: String
    private let middleware: [any Middleware<Context>]
    /// The middleware of the same routes under an owner's path; nil while they have none.
    private var owned: (parameter: String, middleware: [any Middleware<Context>])?

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
        let owned = owned.map { parameter, middleware in
            OwnedHandler(
                parameter: parameter, handler: middleware.filter { $0.concerns(method) }.around(handler))
        }
        router.add(Route(method, prefix + pattern, limits, concerned.around(handler), owned: owned))
    }

    /// A group inside this one.
    public func group(_ prefix: String = "", _ middleware: any Middleware<Context>...) -> RouteGroup {
        var group = RouteGroup(router, self.prefix + prefix, self.middleware + middleware)
        group.owned = owned.map { ($0.parameter, $0.middleware + middleware) }
        return group
    }

    /// This group with its routes also under their owner's path: "/api/tasks" as "/api/{user_id}/tasks" too, where
    /// `{user_id}` is a UUID.
    ///
    /// - Parameters:
    ///   - parameter: the name of the owner among the request's parameters.
    ///   - middleware: stands here, around requests under an owner's path only, and has to turn strangers down.
    public func owned(by parameter: String, _ middleware: any Middleware<Context>...) -> RouteGroup {
        var group = self
        group.owned = (parameter, self.middleware + middleware)
        return group
    }
}
