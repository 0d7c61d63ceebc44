/// How one sidecar is to run: daprd's flags, or one application of a run file.
struct SidecarOptions: Sendable, Equatable {
    var appID = ""
    /// nil: no application, so nothing is delivered. 0: one that tells its port later (`channel.port`), in tests.
    var appPort: Int?
    var httpPort = 3500
    var appProtocol = "http"
    var maxConcurrency = 0
    var resourcePaths: [String] = []
    var configPath: String?
    /// nil: off.
    var health: AppHealthOptions?
    var gracefulShutdown = Duration.seconds(5)
    /// Two replicas of one app id differ by it; it is part of the group member's name.
    var replica = 0
}

/// The application health check.
struct AppHealthOptions: Sendable, Equatable {
    var path = "/healthz"
    var interval = Duration.seconds(5)
    var timeout = Duration.milliseconds(500)
    var threshold = 3
}
