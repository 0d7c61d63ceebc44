public import Configuration

/// How long the end of a process may take.
public struct ShutdownConfig: Sendable {
    /// From "not ready" to "takes no more": load balancers need it to notice.
    public var delay: Duration
    /// For what is in progress in one service.
    public var inProgress: Duration
    /// How long Dapr's listener still answers after its health check has turned: the sidecar probes every second and
    /// stops delivering after three failures.
    public var sidecar: Duration
    /// For everything; after it the process exits in the middle of whatever it does.
    public var total: Duration

    public init(
        delay: Duration = .seconds(5), inProgress: Duration = .seconds(10), sidecar: Duration = .seconds(3),
        total: Duration = .seconds(25)
    ) {
        (self.delay, self.inProgress, self.sidecar, self.total) = (delay, inProgress, sidecar, total)
    }

    /// - `shutdown.delay` (duration, PT5S), `shutdown.inProgress` (duration, PT10S).
    /// - `shutdown.sidecar` (duration, PT3S), `shutdown.total` (duration, PT25S).
    public init(_ config: ConfigReader) {
        delay = config.value("shutdown.delay", default: .seconds(5), "How long to keep serving once not ready.")
        inProgress = config.value("shutdown.inProgress", default: .seconds(10), "How long work in progress may take.")
        sidecar = config.value(
            "shutdown.sidecar", default: .seconds(3), "How long the sidecar needs to notice that the app goes.")
        total = config.value("shutdown.total", default: .seconds(25), "After this the process ends in any case.")
    }
}
