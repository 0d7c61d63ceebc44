public import HTTP
internal import Reactor

extension CommandContext {
    /// The listener for probes and metrics; the first to start and the last to stop, so that a process can always be
    /// asked.
    @LoopActor public func probeListener(_ config: HTTPServerConfig, _ health: HealthRoutes) -> Listener {
        let router = Router<PlainContext>()
        health.addRoutes(to: router)
        return Listener(HTTPServer(config, name: "probes", logger: logger, metrics: metrics, router: router))
    }

    /// The listener for the sidecar's calls: on loopback, with the app's token, `/healthz` for its health check.
    ///
    /// Nothing on it is answered 404: Dapr takes that for an order to drop the event. It answers on for a while after the process began to stop, until the sidecar has noticed.
    ///
    /// - Parameter addRoutes: the routes that Dapr calls.
    @LoopActor public func sidecarListener(
        _ config: HTTPServerConfig, token: String?, _ health: HealthRoutes,
        addRoutes: (Router<AppContext>) -> Void
    ) -> Listener {
        let router = sidecarRouter(token: token, health, addRoutes: addRoutes)
        return Listener(
            HTTPServer(config, name: "dapr", logger: logger, metrics: metrics, router: router),
            drainWithin: shutdown.inProgress, lingering: (lifecycle, shutdown.sidecar))
    }

    /// The routes of that listener.
    @LoopActor func sidecarRouter(
        token: String?, _ health: HealthRoutes, addRoutes: (Router<AppContext>) -> Void
    ) -> Router<AppContext> {
        let router = Router(logger, metrics)
        router.intercept(NeverNotFound())
        router.use(AppTokenMiddleware<AppContext>(token))
        health.addAppHealth(to: router)
        addRoutes(router)
        return router
    }
}
