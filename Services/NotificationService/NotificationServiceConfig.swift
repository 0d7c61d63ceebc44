import Configuration
import Dapr
import HTTP
import Postgres
import ServiceKit
import TodoStore

/// What `notification-service serve` reads at start.
struct NotificationServiceConfig: Sendable {
    var daprRoutes: HTTPServerConfig
    var probes: HTTPServerConfig
    /// What the sidecar must show.
    var appToken: String?
    var postgres: PostgresConfig
    var dapr: DaprConfig
    /// From when on a reminder is late, and from when on it is not sent any more.
    var reminders: ReminderStore.Limits
    var mail: MailConfig
    var failpoints: Failpoints

    /// - `dapr.app.…` (loopback, 8001), `probes.…` (9001), `database.url` and the other keys of PostgreSQL and the sidecar.
    /// - `reminder.lateLimit` (duration, PT24H): a reminder later than this is skipped.
    /// - `mail.…`: ``MailConfig``.
    init(_ config: ConfigReader) {
        daprRoutes = HTTPServerConfig(config, prefix: "dapr.app", port: 8001)
        probes = HTTPServerConfig(config, prefix: "probes", host: "0.0.0.0", port: 9001)
        appToken = config.optional("APP_API_TOKEN", secret: true, "token the sidecar sends with each call of this app")
        postgres = PostgresConfig(
            config, applicationName: "todo-notification", readConnections: 1, writeConnections: 1, sessions: 3)
        dapr = DaprConfig(config)
        reminders = ReminderStore.Limits(
            late: config.value(
                "reminder.lateLimit", default: ReminderStore.Limits().late,
                check: { $0 > .zero ? nil : "must be longer than nothing" },
                "a reminder later than this is skipped"))
        mail = MailConfig(config)
        failpoints = Failpoints(config)
    }
}
