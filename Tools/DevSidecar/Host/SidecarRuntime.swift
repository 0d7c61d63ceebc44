internal import HTTPClient
internal import Reactor

/// What one sidecar has loaded: the components in its scope, policies, and the way to its application.
@LoopActor final class SidecarRuntime {
    private(set) var components: [ComponentResource]
    nonisolated let declared: [SubscriptionResource]
    nonisolated let configuration: ConfigurationResource
    nonisolated let apiToken: String?
    private let resiliency: [ResiliencyResource]
    private(set) var pubsubs: [String: PubSubComponent] = [:]
    private(set) var stores: [String: StateComponent] = [:]
    private(set) var outputs: [String: any OutputBinding] = [:]
    private(set) var inputs: [InputBinding] = []
    private(set) var secrets: [String: SecretStore] = [:]
    private(set) var conversations: Set<String> = []
    let channel: AppChannel?
    /// Extra entries of `/v1.0/metadata`.
    var extended: [String: String] = [:]
    private let appClient: HTTPClient
    private let bindingClient = HTTPClient(window: 32)

    init(
        _ options: SidecarOptions, folder: ResourceFolder, configuration: ConfigurationResource, tokens: Tokens,
        overrides: [String: [String: String]], sessionTimeout: Duration?, context: SidecarContext,
        log: EventLog, database: LogDatabase
    ) throws(ResourceError) {
        let appID = options.appID
        components = folder.components.filter { $0.isIn(scopeOf: appID) }.map { $0.filled(appID: appID) }
        declared = folder.subscriptions.filter { $0.scopes.isEmpty || $0.scopes.contains(appID) }
        resiliency = folder.resiliency.filter { $0.scopes.isEmpty || $0.scopes.contains(appID) }
        self.configuration = configuration
        apiToken = tokens.api
        let client = HTTPClient(window: 64)
        appClient = client
        channel = options.appPort.map { port in
            AppChannel(
                port: port, token: tokens.app, maxConcurrency: options.maxConcurrency, tracing: configuration.tracing,
                client: client)
        }
        for component in components {
            secrets[component.name] = folder.secrets[component.name]
            let component = component.overriding(overrides[component.type] ?? [:])
            if let reason = Self.absence(of: component, context) {
                guard component.ignoresErrors else { throw ResourceError(reason) }
                // It is never tried again (F20).
                components.removeAll { $0.name == component.name }
                continue
            }
            try load(component, context, log, database, sessionTimeout)
        }
    }

    struct Tokens: Sendable {
        var api: String?
        var app: String?
    }

    /// Why a component cannot be initialised: what it stands for is away (F20).
    private static func absence(of component: ComponentResource, _ context: SidecarContext) -> String? {
        let place = context.place(component: component.name)
        let cause: String
        switch component.type {
        case "pubsub.kafka" where context.faults.isOn(.brokerDown, .brokerSilent, at: place):
            cause = "kafka: client has run out of available brokers to talk to"
        case "state.redis" where context.faults.isOn(.storeDown, at: place):
            let address = component["redisHost"] ?? ""
            cause =
                "redis store: error connecting to redis at \(address): dial tcp \(address): connect: connection refused"
        case "state.redis" where context.faults.isOn(.storeSilent, at: place):
            let address = component["redisHost"] ?? ""
            cause = "redis store: error connecting to redis at \(address): context deadline exceeded"
        default: return nil
        }
        return "[INIT_COMPONENT_FAILURE]: initialization error occurred for \(component.name) "
            + "(\(component.type)/\(component.version)): \(cause)"
    }

    /// The type chooses the behaviour; a type that the stand-in does not have stops the start, as in daprd.
    private func load(
        _ component: ComponentResource, _ context: SidecarContext, _ log: EventLog, _ database: LogDatabase,
        _ sessionTimeout: Duration?
    ) throws(ResourceError) {
        let name = component.name
        switch component.type {
        case "pubsub.kafka":
            var settings = try KafkaSettings(component)
            if let sessionTimeout { settings.limitSession(to: sessionTimeout) }
            pubsubs[name] = PubSubComponent(
                component, settings: settings, outbound: outbound(name), inbound: inbound(name), context: context,
                log: log)
        case "pubsub.redis":
            pubsubs[name] = PubSubComponent(
                component, redis: try RedisSettings(component), outbound: outbound(name), inbound: inbound(name),
                context: context, log: log)
        case "state.redis":
            stores[name] = StateComponent(
                component, timeout: outbound(name).timeout, context: context, database: database)
        case "bindings.cron": inputs.append(try InputBinding(component))
        case "bindings.smtp": outputs[name] = try MailBinding(component, context: context)
        case "bindings.http":
            outputs[name] = try HTTPBinding(component, tracing: configuration.tracing, client: bindingClient)
        case "conversation.echo": conversations.insert(name)
        case "secretstores.local.env", "secretstores.local.file", "secretstores.kubernetes": break
        default:
            throw ResourceError(
                "component \(name): couldn't find \(component.type)/\(component.version) (the stand-in has "
                    + "pubsub.kafka, pubsub.redis, state.redis, bindings.cron, bindings.smtp, bindings.http, conversation.echo, secretstores.local.env and .file)"
            )
        }
    }

    // MARK: Policies

    func inbound(_ component: String) -> ResiliencyPolicy {
        resiliency.lazy.compactMap { $0.inbound[component] }.first ?? defaultPolicy
    }

    func outbound(_ component: String) -> ResiliencyPolicy {
        resiliency.lazy.compactMap { $0.outbound[component] }.first ?? defaultPolicy
    }

    func inboundLimit(_ component: String) -> Duration? { inbound(component).timeout }

    /// Policies with a name that makes them everybody's.
    private var defaultPolicy: ResiliencyPolicy {
        ResiliencyPolicy(
            timeout: resiliency.lazy.compactMap { $0.timeouts["DefaultTimeoutPolicy"] }.first,
            retry: resiliency.lazy.compactMap { $0.retries["DefaultRetryPolicy"] }.first)
    }

    /// Gives up every call that is still under way.
    func close() {
        appClient.shutdown()
        bindingClient.shutdown()
        for output in outputs.values { output.close() }
    }
}
