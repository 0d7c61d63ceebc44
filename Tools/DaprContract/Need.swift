internal import Reactor

/// What a statement cannot do without.
enum Need: Sendable, Equatable {
    case pubsub, state
    /// The pub/sub component is kafka.
    case kafka
    /// A component of one of the names in ``Components``.
    case component(String)
    case apiToken, appToken
    case healthCheck
    case serial
    /// A declared subscription to ``Name/declaredTopic``.
    case declared
    case second, replica
    case upstream
    case shutdown
}

extension Need {
    /// nil when it is there; else why the statement is not applicable.
    @LoopActor func missing(in bench: Bench) -> String? {
        let config = bench.config
        return switch self {
        case .pubsub: absent(config.pubsub, bench)
        case .state: absent(config.state, bench)
        case .kafka: bench.isKafka ? nil : "it is about kafka"
        case .component(let name): absent(name, bench)
        case .apiToken: config.apiToken == nil ? "the sidecar asks for no token" : nil
        case .appToken: config.appToken == nil ? "the sidecar sends no token" : nil
        case .healthCheck: config.healthPath == nil ? "the sidecar checks no health (--health-path)" : nil
        case .serial: config.isSerial ? nil : "the sidecar runs without app-max-concurrency 1 (--serial)"
        case .declared: config.isDeclared ? nil : "no subscription is declared (--declared)"
        case .second:
            config.secondSidecar == nil || config.secondPort == nil
                ? "there is no other application (--second-sidecar, --second-port)" : nil
        case .replica: config.replicaPort == nil ? "there is no second replica (--replica-port)" : nil
        case .upstream: config.upstreamPort == nil ? "nothing is behind the binding (--upstream-port)" : nil
        case .shutdown: config.shutsDown ? nil : "the sidecar is to live on (--shutdown)"
        }
    }

    @LoopActor private func absent(_ name: String, _ bench: Bench) -> String? {
        bench.components[name] == nil ? "the sidecar has no component \(name)" : nil
    }
}
