/// The configuration keys of all programs of the product.
///
/// One `.env` may serve them all: a key that only a sibling reads is no mistake there, a misspelt one is. A test
/// compares this list with the sources.
public enum ProductKeys {
    public static let all =
        [
            "APP_API_TOKEN", "DAPR_API_TOKEN", "DAPR_HTTP_ENDPOINT", "DAPR_HTTP_PORT",
            "auth.accessTokenLifetime", "auth.external.audience", "auth.external.issuer", "auth.external.jwks",
            "auth.external.secret", "auth.issuer", "auth.pepper", "auth.secret",
            "dapr.invokeTimeout", "dapr.publishTimeout", "dapr.pubsubName", "dapr.stateStore", "dapr.stateTimeout",
            "database.url", "events.enabled", "failpoint",
            "http.rateLimit", "http.rateLimitPerAddress", "http.requireIfMatch", "http.trustedProxies", "log.level",
            "mail.binding", "mail.from",
            "outbox.batchSize", "outbox.pollInterval", "outbox.retention",
            "postgres.acquireTimeout", "postgres.connectTimeout", "postgres.queueTimeout", "postgres.readConnections",
            "postgres.sessions", "postgres.writeConnections", "recurrence.catchUpMax", "http.requireIfMatch",
            "tasks.trashRetention", "relay", "reminder.lateLimit",
            "shutdown.delay", "shutdown.inProgress", "shutdown.sidecar", "shutdown.total",
            "tasks.trashRetention", "zones.directory",
        ] + listeners.flatMap { listener in listenerKeys.map { "\(listener).\($0)" } }

    /// The prefixes of `HTTPServerConfig`.
    private static let listeners = ["http", "dapr.app", "probes"]
    private static let listenerKeys = [
        "host", "port", "reusePort", "maxConnections", "connectionsPerAddress", "headerTimeout", "idleTimeout",
        "writeTimeout",
    ]
}
