public import Configuration
public import Dapr
public import HTTP
public import Postgres
public import ServiceKit

/// What every process of the product reads at start: its inner listeners, PostgreSQL and its sidecar.
public struct ProcessConfig: Sendable {
    /// The listener for the sidecar's calls.
    public var daprRoutes: HTTPServerConfig
    public var probes: HTTPServerConfig
    /// What the sidecar must show on Dapr's routes.
    public var appToken: String?
    public var postgres: PostgresConfig
    public var dapr: DaprConfig
    public var failpoints: Failpoints

    /// - `dapr.app.…` on loopback, `probes.…`, `database.url` and the other keys of PostgreSQL and the sidecar.
    /// - `APP_API_TOKEN` (secret): what the sidecar sends with each call of this process.
    ///
    /// - Parameters:
    ///   - name: what PostgreSQL shows of its connections: "todo-relay".
    ///   - ports: where Dapr's routes and the probes listen unless the configuration says otherwise.
    ///   - connections: to PostgreSQL, by use, unless the configuration says otherwise.
    public init(
        _ config: ConfigReader, name: String, ports: (dapr: Int, probes: Int),
        connections: (read: Int, write: Int, sessions: Int)
    ) {
        daprRoutes = HTTPServerConfig(config, prefix: "dapr.app", port: ports.dapr)
        probes = HTTPServerConfig(config, prefix: "probes", host: "0.0.0.0", port: ports.probes)
        appToken = config.optional("APP_API_TOKEN", secret: true, "token the sidecar sends with each call of this app")
        postgres = PostgresConfig(
            config, applicationName: name, readConnections: connections.read, writeConnections: connections.write,
            sessions: connections.sessions)
        dapr = DaprConfig(config)
        failpoints = Failpoints(config)
    }
}
