public import Configuration

/// Where a server listens and what it bears.
public struct HTTPServerConfig: Sendable {
    /// An address, not a name: "127.0.0.1", "0.0.0.0", "::".
    public var host: String
    /// 0 takes any free port.
    public var port: Int
    /// Several processes share the port, the kernel spreads the connections.
    public var reusePort: Bool
    public var backlog: Int
    public var maxConnections: Int
    /// 0: no limit. Behind a load balancer all clients share one address.
    public var connectionsPerAddress: Int
    /// From the opening of a connection, or the first line of a further request, to the end of the headers.
    public var headerTimeout: Duration
    /// Between two requests, and without progress in writing.
    public var idleTimeout: Duration
    /// For an answer to be taken by the client, in addition to the time of its size at ``writeRate``.
    public var writeTimeout: Duration
    /// Bytes per second that a client takes at least, 32 KiB.
    public var writeRate = 32 << 10

    public init(
        host: String = "127.0.0.1", port: Int = 0, reusePort: Bool = false, backlog: Int = 1024,
        maxConnections: Int = 4000, connectionsPerAddress: Int = 0, headerTimeout: Duration = .seconds(10),
        idleTimeout: Duration = .seconds(60), writeTimeout: Duration = .seconds(30)
    ) {
        self.host = host
        self.port = port
        self.reusePort = reusePort
        self.backlog = backlog
        self.maxConnections = maxConnections
        self.connectionsPerAddress = connectionsPerAddress
        self.headerTimeout = headerTimeout
        self.idleTimeout = idleTimeout
        self.writeTimeout = writeTimeout
    }

    /// Reads one listener's keys under `prefix` ("http", "dapr.listener", "probes"):
    ///
    /// - `host` (string), `port` (int): where it listens.
    /// - `reusePort` (bool, default false): several processes on one port.
    /// - `maxConnections` (int, default 4000), `connectionsPerAddress` (int, default 0: no limit).
    /// - `headerTimeout` (default PT10S), `idleTimeout` (default PT1M), `writeTimeout` (default PT30S).
    public init(_ config: ConfigReader, prefix: String = "http", host: String = "127.0.0.1", port: Int) {
        self.init(
            host: config.value("\(prefix).host", default: host, "address to listen on"),
            port: config.value("\(prefix).port", default: port, check: Self.port, "port to listen on"),
            reusePort: config.value("\(prefix).reusePort", default: false, "share the port with other processes"),
            maxConnections: config.value(
                "\(prefix).maxConnections", default: 4000, check: Self.positive, "connections open at once"),
            connectionsPerAddress: config.value(
                "\(prefix).connectionsPerAddress", default: 0, check: Self.notNegative,
                "connections of one address, 0 for no limit"),
            headerTimeout: config.value(
                "\(prefix).headerTimeout", default: .seconds(10), check: Self.positive,
                "time for a request's headers"),
            idleTimeout: config.value(
                "\(prefix).idleTimeout", default: .seconds(60), check: Self.positive,
                "time between two requests of a connection"),
            writeTimeout: config.value(
                "\(prefix).writeTimeout", default: .seconds(30), check: Self.positive,
                "time for a client to take an answer"))
    }

    private static func port(_ value: Int) -> String? { (0...65535).contains(value) ? nil : "must be 0 to 65535" }
    private static func positive(_ value: Int) -> String? { value > 0 ? nil : "must be at least 1" }
    private static func notNegative(_ value: Int) -> String? { value >= 0 ? nil : "must not be negative" }
    private static func positive(_ value: Duration) -> String? { value > .zero ? nil : "must be longer than nothing" }
}
