public import Configuration

/// How the relay works.
public struct OutboxConfig: Sendable {
    /// False keeps every event in the outbox until it is switched on again.
    public var eventsEnabled: Bool
    /// Entries of one bulk publish.
    public var batchSize: Int
    /// Bytes of one bulk publish: the sidecar takes 4 MiB, the broker 1 MB for a message.
    public var batchBytes: Int
    /// Groups of shards that are worked on side by side.
    public var lanes: Int
    /// Calls in flight per lane.
    public var callsPerLane: Int
    public var busyInterval: Duration
    public var idleInterval: Duration
    /// How long published events are kept; the live stream replays from them.
    public var retention: Duration
    /// Whether NOTIFY wakes the relay; it polls all the same.
    public var listens: Bool

    public init(
        eventsEnabled: Bool = true, batchSize: Int = 100, batchBytes: Int = 900 << 10, lanes: Int = 2,
        callsPerLane: Int = 2, busyInterval: Duration = .milliseconds(100), idleInterval: Duration = .seconds(1),
        retention: Duration = .seconds(7 * 86_400), listens: Bool = true
    ) {
        self.eventsEnabled = eventsEnabled
        self.batchSize = batchSize
        self.batchBytes = batchBytes
        self.lanes = lanes
        self.callsPerLane = callsPerLane
        self.busyInterval = busyInterval
        self.idleInterval = idleInterval
        self.retention = retention
        self.listens = listens
    }

    public init(_ config: ConfigReader) {
        self.init()
        eventsEnabled = config.value(
            "events.enabled", default: eventsEnabled, "publish events; false keeps them in the outbox")
        batchSize = config.value(
            "outbox.batchSize", default: batchSize,
            check: { (1...100).contains($0) ? nil : "must be between 1 and 100" }, "events of one bulk publish")
        idleInterval = config.value(
            "outbox.pollInterval", default: idleInterval,
            check: { $0 > .zero && $0 <= .seconds(60) ? nil : "must be longer than nothing and at most PT1M" },
            "pause of an idle relay between two looks into the outbox")
        retention = config.value(
            "outbox.retention", default: retention,
            check: { $0 >= .seconds(86_400) ? nil : "must be at least P1D" }, "how long published events are kept")
    }
}
