/// How the stand-in as a whole is to run.
struct SidecarHostSettings: Sendable {
    var sidecars: [SidecarOptions] = []
    /// The folder of the SQLite file; made if it is not there.
    var dataPath = ".dev/sidecar"
    /// Shortens every session timeout, for tests that kill; nil leaves them to the component.
    var sessionTimeout: Duration?
    /// How often the offsets of handled events are committed: each second, as Sarama does.
    var commitInterval = Duration.seconds(1)
    var partitions = PartitionCounts()
    var retention = Retention()
    /// Settings of components that this machine has differently, by component type: the port of the mail sink.
    var overrides: [String: [String: String]] = [:]
    var tokens = SidecarRuntime.Tokens()
    /// For `envRef` and the local secrets.
    var environment: [String: String] = [:]
}
