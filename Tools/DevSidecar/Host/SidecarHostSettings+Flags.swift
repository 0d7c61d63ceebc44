internal import FoundationEssentials
internal import JSON

/// The command line of the program: daprd's flags for one application, or a run file for all.
extension SidecarHostSettings {
    static let help = """
        dev-sidecar: Dapr's HTTP API for development, store and broker included.

        For all applications of a multi-app run file (the same that `dapr run -f` reads):
          --run-file FILE, -f FILE   an app id may stand in it more than once: each is a replica
          --port-offset N            shifts every port of the run file

        For one application, daprd's own flags:
          --app-id ID  --app-port PORT  --dapr-http-port PORT (3500)  --resources-path DIR (repeatable)
          --config FILE  --app-protocol http  --app-max-concurrency N  --dapr-graceful-shutdown-seconds N (5)
          --enable-app-health-check  --app-health-check-path PATH (/healthz)  --app-health-probe-interval SECONDS (5)
          --app-health-probe-timeout MILLISECONDS (500)  --app-health-threshold N (3)

        For both:
          --data DIR                 where the events are kept (.dev/sidecar)
          --smtp-port PORT           the mail server's port instead of the component's (environment: SMTP_PORT)
          --partitions TOPIC=N,...   partitions of a topic; `default=N` for the others (3; task-events 6)
          --session-timeout 500ms    shortens every session timeout, for tests that kill
          --log-level LEVEL          trace, debug, info, notice, warning, error
          --control                  POST /__ctl switches faults on and off, on this machine only
          --fault JSON               a fault that is on from the start, as POST /__ctl takes it (repeatable)
          --seed N                   begins the random numbers of faults elsewhere (1)
          --false-success SHARE      failed single deliveries that count as success (0.02, as seen)

        Environment: DAPR_API_TOKEN is asked of callers, APP_API_TOKEN is sent to applications.
        """

    /// Flags of daprd that do not change what the stand-in does.
    private static let ignored: Set<String> = [
        "dapr-grpc-port", "dapr-internal-grpc-port", "metrics-port", "mode", "placement-host-address",
        "scheduler-host-address", "app-channel-address", "dapr-listen-addresses", "max-body-size", "namespace",
        "control-plane-address", "sentry-address", "dapr-public-port", "read-buffer-size", "profile-port",
    ]
    private static let known: Set<String> = [
        "run-file", "port-offset", "app-id", "app-port", "dapr-http-port", "resources-path", "config", "app-protocol",
        "app-max-concurrency", "dapr-graceful-shutdown-seconds", "app-health-check-path", "app-health-probe-interval",
        "app-health-probe-timeout", "app-health-threshold", "data", "smtp-port", "partitions", "session-timeout",
        "log-level", "fault", "seed", "false-success",
    ]
    private static let switches: Set<String> = [
        "enable-app-health-check", "enable-metrics", "enable-profiling", "enable-api-logging", "log-as-json", "help",
        "control",
    ]

    static func flags(_ arguments: [String]) throws(Flags.Mistake) -> Flags {
        try Flags(arguments, known: known.union(ignored), switches: switches)
    }

    /// Throws a sentence that names the flag or the file that is wrong.
    init(_ flags: Flags, environment: [String: String]) throws {
        self.environment = environment
        tokens.api = environment["DAPR_API_TOKEN"].flatMap { $0.isEmpty ? nil : $0 }
        tokens.app = environment["APP_API_TOKEN"].flatMap { $0.isEmpty ? nil : $0 }
        dataPath = flags["data"] ?? dataPath
        sessionTimeout = try flags.duration("session-timeout")
        try takeFaults(flags)
        if let port = try flags.port("smtp-port") ?? environment["SMTP_PORT"].flatMap({ Int($0) }) {
            overrides["bindings.smtp"] = ["port": String(port)]
        }
        for setting in (flags["partitions"] ?? "").split(separator: ",") {
            let sides = setting.split(separator: "=")
            guard sides.count == 2, let count = Int(sides[1]), count > 0 else {
                throw Flags.Mistake(description: "--partitions wants TOPIC=N, not \(setting)")
            }
            if sides[0] == "default" { partitions.standard = count }
            partitions.byTopic[String(sides[0])] = count
        }
        if let path = flags["run-file"] {
            guard let data = FileManager.default.contents(atPath: path) else {
                throw Flags.Mistake(description: "cannot read the run file \(path)")
            }
            let folder = path.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/")
            sidecars = try RunFile(
                Array(data), folder: folder.isEmpty ? (path.hasPrefix("/") ? "" : ".") : folder,
                portOffset: try flags.int("port-offset") ?? 0
            ).sidecars
        } else {
            sidecars = [try Self.single(flags)]
        }
    }

    private mutating func takeFaults(_ flags: Flags) throws(Flags.Mistake) {
        control = flags.isOn("control")
        if let number = try flags.int("seed") { seed = UInt64(clamping: number) }
        if let text = flags["false-success"] {
            guard let share = Double(text), (0...1).contains(share) else {
                throw Flags.Mistake(description: "--false-success wants a share from 0 to 1, not \(text)")
            }
            figures.falseSuccess = share
        }
        for text in flags.all("fault") {
            guard let value = try? JSONReader.parse(text.utf8), let rule = try? FaultRule(value) else {
                throw Flags.Mistake(description: "--fault wants a fault as POST /__ctl takes it, not \(text)")
            }
            faults.append(rule)
        }
    }

    private static func single(_ flags: Flags) throws(Flags.Mistake) -> SidecarOptions {
        var options = SidecarOptions()
        guard let appID = flags["app-id"] else {
            throw Flags.Mistake(description: "either --run-file or --app-id is needed; --help tells more")
        }
        options.appID = appID
        options.appPort = try flags.port("app-port")
        options.httpPort = try flags.port("dapr-http-port") ?? options.httpPort
        options.resourcePaths = flags.all("resources-path")
        options.configPath = flags["config"]
        options.appProtocol = flags["app-protocol"] ?? options.appProtocol
        options.maxConcurrency = try flags.int("app-max-concurrency") ?? 0
        if let seconds = try flags.int("dapr-graceful-shutdown-seconds") {
            options.gracefulShutdown = .seconds(seconds)
        }
        guard flags.isOn("enable-app-health-check") else { return options }
        var health = AppHealthOptions()
        health.path = flags["app-health-check-path"] ?? health.path
        if let seconds = try flags.int("app-health-probe-interval") { health.interval = .seconds(seconds) }
        if let limit = try flags.int("app-health-probe-timeout") { health.timeout = .milliseconds(limit) }
        health.threshold = try flags.int("app-health-threshold") ?? health.threshold
        options.health = health
        return options
    }
}
