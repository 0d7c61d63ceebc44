public import Configuration

/// Where the sidecar is and what its components are called.
public struct DaprConfig: Sendable {
    /// Base URL of the sidecar's HTTP API, without a slash at the end.
    public var url: String
    /// Sent as `dapr-api-token` with every call.
    public var apiToken: String?
    public var pubsubName: String
    public var stateStore: String
    /// Not shorter: a broker that stops answers after up to 5 s, and a silent one stores what was given up (copies).
    public var publishTimeout: Duration
    /// A state store that fell silent holds a call for 3 to 10 s or for ever; nobody waits that long for a cache.
    public var stateTimeout: Duration
    public var invokeTimeout: Duration

    public init(
        url: String = "http://127.0.0.1:3500", apiToken: String? = nil, pubsubName: String = "kafka-pubsub",
        stateStore: String = "statestore", publishTimeout: Duration = .seconds(15),
        stateTimeout: Duration = .milliseconds(300), invokeTimeout: Duration = .seconds(10)
    ) {
        self.url = url
        self.apiToken = apiToken
        self.pubsubName = pubsubName
        self.stateStore = stateStore
        self.publishTimeout = publishTimeout
        self.stateTimeout = stateTimeout
        self.invokeTimeout = invokeTimeout
    }

    public init(_ config: ConfigReader) {
        self.init()
        let port = config.value(
            "DAPR_HTTP_PORT", default: 3500, check: Self.checkPort, "port of the sidecar's HTTP API")
        let endpoint: String? = config.optional(
            "DAPR_HTTP_ENDPOINT", check: Self.checkURL, "URL of the sidecar's HTTP API; wins over the port")
        url = (endpoint ?? "http://127.0.0.1:\(port)").withoutTrailingSlash
        apiToken = config.optional("DAPR_API_TOKEN", secret: true, check: Self.checkToken, "token the sidecar asks for")
        pubsubName = config.value("dapr.pubsubName", default: pubsubName, check: Self.checkName, "pub/sub component")
        stateStore = config.value("dapr.stateStore", default: stateStore, check: Self.checkName, "state component")
        publishTimeout = config.value(
            "dapr.publishTimeout", default: publishTimeout, check: Self.checkTime, "how long a publish may take")
        stateTimeout = config.value(
            "dapr.stateTimeout", default: stateTimeout, check: Self.checkTime, "how long a state call may take")
        invokeTimeout = config.value(
            "dapr.invokeTimeout", default: invokeTimeout, check: Self.checkTime, "how long an invocation may take")
    }

    private static func checkPort(_ port: Int) -> String? {
        (1...65_535).contains(port) ? nil : "must be a port, 1 to 65535"
    }

    private static func checkURL(_ url: String) -> String? {
        url.hasPrefix("http://") || url.hasPrefix("https://") ? nil : "must be an http or https URL"
    }

    private static func checkToken(_ token: String) -> String? {
        token.utf8.allSatisfy { $0 > 0x20 && $0 != 0x7F } ? nil : "must have no space or control character"
    }

    private static func checkName(_ name: String) -> String? { name.isEmpty ? "must not be empty" : nil }

    private static func checkTime(_ time: Duration) -> String? { time > .zero ? nil : "must be longer than nothing" }
}

extension String {
    fileprivate var withoutTrailingSlash: String { hasSuffix("/") ? String(dropLast()) : self }
}
