/// A Dapr multi-app run file, as `dapr run -f` reads it; one app id may stand in it more than once, each a replica.
struct RunFile: Sendable {
    let sidecars: [SidecarOptions]

    /// `folder` is where the file lies: its relative paths count from there. `portOffset` shifts every port.
    init(_ text: [UInt8], folder: String, portOffset: Int = 0) throws(ResourceError) {
        let documents: [YAMLNode]
        do { documents = try YAMLReader.parse(text) } catch { throw ResourceError("run file: \(error)") }
        guard let root = documents.first else { throw ResourceError("the run file is empty") }
        let common = root["common"]
        var sidecars: [SidecarOptions] = []
        for app in root["apps"]?.items ?? [] {
            var options = try Self.options(app, common, folder: folder)
            options.httpPort += portOffset
            if let port = options.appPort { options.appPort = port + portOffset }
            options.replica = sidecars.count { $0.appID == options.appID }
            sidecars.append(options)
        }
        guard !sidecars.isEmpty else { throw ResourceError("the run file has no apps") }
        self.sidecars = sidecars
    }

    private static func options(
        _ app: YAMLNode, _ common: YAMLNode?, folder: String
    ) throws(ResourceError) -> SidecarOptions {
        func node(_ name: String) -> YAMLNode? { app[name] ?? common?[name] }
        func path(_ text: String) -> String { text.hasPrefix("/") ? text : "\(folder)/\(text)" }
        var options = SidecarOptions()
        guard let appID = app["appID"]?.string else { throw ResourceError("an app of the run file has no appID") }
        options.appID = appID
        options.appPort = app["appPort"]?.int
        guard let port = app["daprHTTPPort"]?.int else { throw ResourceError("\(appID): daprHTTPPort is missing") }
        options.httpPort = port
        options.resourcePaths = (node("resourcesPaths")?.strings ?? node("resourcesPath")?.string.map { [$0] } ?? [])
            .map(path)
        options.configPath = node("configFilePath")?.string.map(path)
        options.appProtocol = node("appProtocol")?.string ?? "http"
        options.maxConcurrency = node("appMaxConcurrency")?.int ?? 0
        if node("enableAppHealthCheck")?.bool == true {
            var health = AppHealthOptions()
            health.path = node("appHealthCheckPath")?.string ?? health.path
            if let seconds = node("appHealthProbeInterval")?.int { health.interval = .seconds(seconds) }
            if let milliseconds = node("appHealthProbeTimeout")?.int { health.timeout = .milliseconds(milliseconds) }
            health.threshold = node("appHealthThreshold")?.int ?? health.threshold
            options.health = health
        }
        return options
    }
}
