/// How the stand-in as a whole is to run.
struct SidecarHostSettings: Sendable {
    var sidecars: [SidecarOptions] = []
    /// The folder of the SQLite file; made if it is not there.
    var dataPath = ".dev/sidecar"
    /// Shortens every session timeout, for tests that kill; nil leaves them to the component.
    var sessionTimeout: Duration?
    var partitions = PartitionCounts()
    var retention = Retention()
    /// Settings of components that this machine has differently, by component type: the port of the mail sink.
    var overrides: [String: [String: String]] = [:]
    var tokens = SidecarRuntime.Tokens()
    /// For `envRef` and the local secrets.
    var environment: [String: String] = [:]
    /// Whether `/__ctl` is there.
    var control = false
    /// Faults that are on from the start.
    var faults: [FaultRule] = []
    /// What makes their randomness repeatable.
    var seed: UInt64 = 1
    var figures = Figures()
}
