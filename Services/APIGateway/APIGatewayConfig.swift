import Configuration
import HTTP
import Messaging
import Postgres
import ServiceKit
import TodoStore

/// What `api-gateway serve` reads at start.
struct APIGatewayConfig: Sendable {
    var process: ProcessConfig
    /// The public listener.
    var api: HTTPServerConfig
    var auth: AuthConfig
    var rateLimit: RateLimitConfig
    /// Whether a change of a task or a series must say which version it means.
    var requiresIfMatch: Bool
    /// How long deleted tasks can be restored.
    var trashRetention: Duration
    /// Whether the relay runs in this process.
    var runsRelay: Bool
    var outbox: OutboxConfig

    /// - `http.host` (0.0.0.0), `http.port` (8000) and the other keys of a listener; `dapr.app.…` 8004, `probes.…` 9000.
    /// - `http.requireIfMatch` (bool, false): changes without If-Match are refused with 428.
    /// - `tasks.trashRetention` (duration, P30D): how long deleted tasks can be restored.
    /// - `relay` (bool, false): run the outbox relay in this process.
    init(_ config: ConfigReader) {
        api = HTTPServerConfig(config, prefix: "http", host: "0.0.0.0", port: 8000)
        process = ProcessConfig(
            config, name: "todo-gateway", ports: (8004, 9000), connections: (read: 2, write: 2, sessions: 7))
        process.postgres.settings = TaskSearch.sessionSettings
        auth = AuthConfig(config)
        rateLimit = RateLimitConfig(config)
        requiresIfMatch = config.value(
            "http.requireIfMatch", default: false, "refuse changes that do not say which version they mean")
        trashRetention = config.value(
            "tasks.trashRetention", default: .seconds(30 * 86_400),
            check: { $0 >= .zero ? nil : "must not be negative" }, "how long deleted tasks can be restored")
        runsRelay = config.value("relay", default: false, "run the outbox relay in this process")
        outbox = OutboxConfig(config)
    }
}

/// What `api-gateway relay` reads at start.
struct RelayConfig: Sendable {
    var process: ProcessConfig
    var outbox: OutboxConfig

    /// - `dapr.app.…` 8003, `probes.…` 9003.
    init(_ config: ConfigReader) {
        process = ProcessConfig(
            config, name: "todo-relay", ports: (8003, 9003), connections: (read: 1, write: 1, sessions: 1))
        outbox = OutboxConfig(config)
    }
}
