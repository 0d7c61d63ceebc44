import Configuration
import Cryptography
import Dapr
import FoundationEssentials
import HTTP
import Messaging
import Postgres
import ServiceKit

/// What `api-gateway serve` reads at start.
struct APIGatewayConfig: Sendable {
    /// The public listener.
    var api: HTTPServerConfig
    var daprRoutes: HTTPServerConfig
    var probes: HTTPServerConfig
    /// What the sidecar must show on Dapr's routes.
    var appToken: String?
    var postgres: PostgresConfig
    var dapr: DaprConfig
    var auth: AuthConfig
    var rateLimit: RateLimitConfig
    /// Whether the relay runs in this process.
    var runsRelay: Bool
    var outbox: OutboxConfig
    var failpoints: Failpoints

    /// - `http.host` (0.0.0.0), `http.port` (8000) and the other keys of a listener; `dapr.app.…` on loopback 8004,
    ///   `probes.…` 9000.
    /// - `APP_API_TOKEN` (secret): what the sidecar sends with each call of this process.
    /// - `relay` (bool, false): run the outbox relay in this process.
    init(_ config: ConfigReader) {
        api = HTTPServerConfig(config, prefix: "http", host: "0.0.0.0", port: 8000)
        daprRoutes = HTTPServerConfig(config, prefix: "dapr.app", port: 8004)
        probes = HTTPServerConfig(config, prefix: "probes", host: "0.0.0.0", port: 9000)
        appToken = config.optional("APP_API_TOKEN", secret: true, "token the sidecar sends with each call of this app")
        postgres = PostgresConfig(config, applicationName: "todo-gateway")
        dapr = DaprConfig(config)
        auth = AuthConfig(config)
        rateLimit = RateLimitConfig(config)
        runsRelay = config.value("relay", default: false, "run the outbox relay in this process")
        outbox = OutboxConfig(config)
        failpoints = Failpoints(config)
    }
}

/// What `api-gateway relay` reads at start.
struct RelayConfig: Sendable {
    var daprRoutes: HTTPServerConfig
    var probes: HTTPServerConfig
    var appToken: String?
    var postgres: PostgresConfig
    var dapr: DaprConfig
    var outbox: OutboxConfig
    var failpoints: Failpoints

    init(_ config: ConfigReader) {
        daprRoutes = HTTPServerConfig(config, prefix: "dapr.app", port: 8003)
        probes = HTTPServerConfig(config, prefix: "probes", host: "0.0.0.0", port: 9003)
        appToken = config.optional("APP_API_TOKEN", secret: true, "token the sidecar sends with each call of this app")
        postgres = PostgresConfig(
            config, applicationName: "todo-relay", readConnections: 1, writeConnections: 1, sessions: 1)
        dapr = DaprConfig(config)
        outbox = OutboxConfig(config)
        failpoints = Failpoints(config)
    }
}
