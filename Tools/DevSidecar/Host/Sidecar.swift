internal import FoundationEssentials
internal import HTTP
internal import HTTPClient
internal import Observability
internal import Reactor

/// The stand-in for one `daprd`: an HTTP port, the components in its scope, and an application that it calls.
@LoopActor final class Sidecar {
    nonisolated let options: SidecarOptions
    let runtime: SidecarRuntime
    nonisolated let context: SidecarContext
    private let host: SidecarHost
    private let logger: Logger
    private var server: HTTPServer?

    private(set) var isReady = false
    private(set) var isClosing = false
    /// Its components are closed; its port is about to be.
    private(set) var hasClosed = false
    private(set) var subscriptions: [SubscriptionResource] = []
    private var programmatic: [SubscriptionResource] = []
    private var members: [any EventConsumer] = []
    private var bindings: [CronBinding] = []
    private let pauses = Pauses()
    private var runs = 0

    nonisolated var appID: String { options.appID }
    /// The port of its API, once it listens.
    var port: Int { server?.port ?? 0 }

    init(
        _ options: SidecarOptions, runtime: SidecarRuntime, context: SidecarContext, host: SidecarHost, logger: Logger
    ) {
        (self.options, self.runtime, self.context, self.host) = (options, runtime, context, host)
        self.logger = logger.adding(["app_id": .init(options.appID)])
    }

    /// Opens the API: it answers from here on, publish included, whether or not the application is there.
    func listen(metrics: Metrics) throws {
        let api = SidecarAPI(self, runtime, host)
        let server = HTTPServer(
            HTTPServerConfig(host: "127.0.0.1", port: options.httpPort), name: "\(appID).\(options.replica)",
            logger: logger, metrics: metrics, limits: { _ in SidecarAPI.limits }, respond: { await api.respond($0) })
        try server.start()
        self.server = server
    }

    // MARK: The application (dapr-http-contract.md 2.1)

    /// Waits for the application, asks it what it wants, and begins to deliver.
    func run() async {
        guard let channel = runtime.channel else {
            isReady = true
            return
        }
        while !isClosing, !(await accepts(channel)) { await pauses.pause(.milliseconds(100)) }
        guard !isClosing else { return }
        if let health = options.health {
            channel.isHealthy = false
            isReady = true
            await watch(health, channel)
        } else {
            await greet(channel)
            await beginDelivery()
            isReady = true
        }
    }

    private func accepts(_ channel: AppChannel) async -> Bool {
        channel.port > 0 ? await AppDial.accepts(port: channel.port) : false
    }

    private func watch(_ health: AppHealthOptions, _ channel: AppChannel) async {
        var state = AppHealthState(threshold: health.threshold)
        var hasGreeted = false
        while !isClosing {
            let started = LoopClock.Instant.now
            if state.take(await channel.probe(health.path, limit: health.timeout)), !isClosing {
                channel.isHealthy = state.isHealthy
                logger.notice("Application health changed", ["healthy": .init(state.isHealthy)])
                if state.isHealthy {
                    if !hasGreeted { await greet(channel) }
                    hasGreeted = true
                    await beginDelivery()
                } else {
                    await endDelivery(within: .seconds(30))
                }
            }
            await pauses.pause(health.interval - started.duration(to: .now))
        }
    }

    /// Once per life: the configuration, whose answer only matters to actors, and the subscriptions.
    private func greet(_ channel: AppChannel) async {
        let headers: HTTPClientHeaders = ["dapr-app-id": appID, "Content-Type": "application/json"]
        _ = try? await channel.send("GET", "/dapr/config", headers: headers)
        if !runtime.pubsubs.isEmpty { programmatic = await fetchSubscriptions(channel, headers) }
        // A programmatic subscription replaces a declared one of the same topic; among the declared the first counts.
        subscriptions = []
        for subscription in programmatic + runtime.declared {
            let isTaken = subscriptions.contains {
                $0.pubsub == subscription.pubsub && $0.topic == subscription.topic
            }
            if !isTaken { subscriptions.append(subscription) }
        }
    }

    private func fetchSubscriptions(
        _ channel: AppChannel, _ headers: HTTPClientHeaders
    ) async -> [SubscriptionResource] {
        // The built-in policy for the start: three repetitions, the first after half a second.
        for attempt in 0...3 {
            do {
                let response = try await channel.send("GET", "/dapr/subscribe", headers: headers)
                guard response.status == 200 else {
                    if response.status != 404 {
                        logger.error("/dapr/subscribe failed: no subscriptions", ["status": .init(response.status)])
                    }
                    return []
                }
                return try SubscriptionList.decode(response.body)
            } catch let mistake as SubscriptionList.Mistake {
                logger.error("/dapr/subscribe cannot be read: no subscriptions", ["error": .init(mistake)])
                return []
            } catch {
                if attempt < 3 { await pauses.pause(.milliseconds(500 * (attempt + 1))) }
            }
        }
        return []
    }

    // MARK: Delivery

    private func beginDelivery() async {
        guard !isClosing, let channel = runtime.channel else { return }
        runs += 1
        for pubsub in runtime.pubsubs.values { subscribe(pubsub, channel) }
        for component in runtime.inputs where await isSubscribed(component, channel) {
            guard !isClosing else { return }
            let binding = CronBinding(
                component, channel: channel, limit: runtime.inboundLimit(component.name), context: context)
            bindings.append(binding)
            host.tasks.spawn { await binding.run() }
        }
    }

    private func subscribe(_ pubsub: PubSubComponent, _ channel: AppChannel) {
        var deliveries: [String: EventDelivery] = [:]
        for subscription in subscriptions where subscription.pubsub == pubsub.name {
            guard pubsub.access.maySubscribe(subscription.topic, appID) else {
                logger.error("Subscription refused by the component", ["topic": .init(subscription.topic)])
                continue
            }
            // One invalid name stops all subscriptions of the component.
            guard pubsub.redis != nil || PubSubComponent.isValid(topic: subscription.topic) else {
                logger.error("An invalid topic name: no subscription is made", ["topic": .init(subscription.topic)])
                return
            }
            deliveries[subscription.topic] = try? EventDelivery(
                subscription, pubsub: pubsub, channel: channel, appID: appID, log: host.log, pauses: pauses,
                context: context)
        }
        guard !deliveries.isEmpty else { return }
        let member = consumer(of: pubsub, deliveries)
        members.append(member)
        host.tasks.spawn { await member.run() }
    }

    private func consumer(of pubsub: PubSubComponent, _ deliveries: [String: EventDelivery]) -> any EventConsumer {
        let group = "\(pubsub.name)/\(pubsub.settings.consumerGroup ?? appID)"
        if let redis = pubsub.redis {
            let sorted = deliveries.sorted { $0.key < $1.key }.map(\.value)
            return RedisConsumer(
                group: group, settings: redis, deliveries: sorted, streams: host.streams, context: context,
                logger: logger)
        }
        return GroupMember(
            id: "\(appID)-\(options.replica)-\(runs)-\(UUID().uuidString.lowercased())", group: group,
            settings: pubsub.settings, deliveries: deliveries, coordinator: host.coordinator, log: host.log,
            context: context, logger: logger)
    }

    /// A binding that says its direction is not asked about; any other only if the application knows its route.
    private func isSubscribed(_ component: InputBinding, _ channel: AppChannel) async -> Bool {
        guard !component.isDeclaredInput else { return true }
        let headers: HTTPClientHeaders = ["Content-Type": "application/json"]
        guard
            let response = try? await channel.send("OPTIONS", component.path, headers: headers, limit: .seconds(3))
        else { return false }
        return (200..<300).contains(response.status) || response.status == 405
    }

    private func endDelivery(within grace: Duration) async {
        for binding in bindings { binding.stop() }
        bindings = []
        let leaving = members
        members = []
        await withDiscardingTaskGroup { tasks in
            for member in leaving { tasks.addTask { _ = await member.leave(within: grace) } }
        }
    }

    // MARK: Faults

    /// Stands still, as after SIGSTOP, and goes on later.
    func freeze(_ rule: FaultRule) {
        for member in members { host.tasks.spawn { await member.freeze(rule) } }
    }

    /// Cron bindings look again how long to wait.
    func wakeBindings() { for binding in bindings { binding.wake() } }

    // MARK: The end

    /// What SIGTERM does: takes nothing new, finishes and commits what runs within the grace time, leaves the groups.
    func stop() async {
        guard !isClosing else { return }
        isClosing = true
        isReady = false
        pauses.close()
        await endDelivery(within: options.gracefulShutdown)
        hasClosed = true
        if !runtime.pubsubs.isEmpty { await host.pauses.pause(context.figures.closing) }
        await server?.drain(within: .seconds(1))
        runtime.close()
    }

    /// What `kill -9` does, as far as one can be had inside a process.
    func crash() async {
        guard !isClosing else { return }
        isClosing = true
        isReady = false
        for member in members { member.crash() }
        pauses.close()
        for binding in bindings { binding.stop() }
        runtime.close()
        await server?.drain(within: .zero)
    }
}
