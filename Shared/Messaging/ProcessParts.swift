public import Dapr
public import FoundationEssentials
public import HTTP
public import Postgres
public import Reactor
public import ServiceKit

/// What every process of the product is made of, whatever else it does.
@LoopActor public struct ProcessParts {
    public let postgres: PostgresClient
    public let dapr: DaprClient
    public let health: HealthRoutes
    private let config: ProcessConfig
    private let context: CommandContext

    public init(_ config: ProcessConfig, _ context: CommandContext) {
        (self.config, self.context) = (config, context)
        postgres = PostgresClient(config.postgres, logger: context.logger, metrics: context.metrics)
        dapr = DaprClient(config.dapr)
        health = HealthRoutes(
            checks: [.postgres(postgres), .sidecar(dapr)], lifecycle: context.lifecycle, metrics: context.metrics)
    }

    /// What all others need, in order: the probes, so that a process can always be asked, then the connections.
    public var services: [any Service] { [context.probeListener(config.probes, health), postgres, dapr] }

    /// The subscriptions of this process; `consumer` is its app id, `committed` is called when a handler's events are
    /// in the outbox.
    public func subscriptions(
        _ consumer: String, now: @escaping @Sendable () -> Date,
        committed: @escaping @LoopActor @Sendable () -> Void = {}
    ) -> Subscriptions {
        Subscriptions(
            consumer: consumer, postgres, pubsub: config.dapr.pubsubName, logger: context.logger,
            metrics: context.metrics, now: now, committed: committed)
    }

    /// The listener for the sidecar's calls; the last to start, so that nothing is delivered before all are there.
    public func sidecarListener(_ addRoutes: (Router<AppContext>) -> Void) -> Listener {
        context.sidecarListener(config.daprRoutes, token: config.appToken, health, addRoutes: addRoutes)
    }
}
