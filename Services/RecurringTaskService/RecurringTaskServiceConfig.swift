import Configuration
import Dapr
import HTTP
import Messaging
import Postgres
import ServiceKit
import TodoCore

/// What `recurring-task-service serve` reads at start.
struct RecurringTaskServiceConfig: Sendable {
    var daprRoutes: HTTPServerConfig
    var probes: HTTPServerConfig
    /// What the sidecar must show.
    var appToken: String?
    var postgres: PostgresConfig
    var dapr: DaprConfig
    /// How much one run does for one series.
    var limits: CatchUpPlan.Limits
    var failpoints: Failpoints

    /// - `dapr.app.…` (loopback, 8002), `probes.…` (9002), `database.url` and the other keys of PostgreSQL and the sidecar.
    /// - `recurrence.catchUpMax` (int, 30): tasks of one series made in one run; older occurrences are recorded as missed.
    init(_ config: ConfigReader) {
        daprRoutes = HTTPServerConfig(config, prefix: "dapr.app", port: 8002)
        probes = HTTPServerConfig(config, prefix: "probes", host: "0.0.0.0", port: 9002)
        appToken = config.optional("APP_API_TOKEN", secret: true, "token the sidecar sends with each call of this app")
        postgres = PostgresConfig(
            config, applicationName: "todo-recurring", readConnections: 1, writeConnections: 1, sessions: 2)
        dapr = DaprConfig(config)
        limits = CatchUpPlan.Limits(
            tasks: config.value(
                "recurrence.catchUpMax", default: CatchUpPlan.Limits().tasks,
                check: { (1...1_000).contains($0) ? nil : "must be between 1 and 1000" },
                "tasks of one series made in one run"))
        failpoints = Failpoints(config)
    }
}
