#if canImport(Testing)
    internal import FoundationEssentials
    public import HTTPClient
    internal import Observability
    public import Postgres
    public import Reactor

    /// What the services stand on in a test: the test's database, component files and ports of its own, a mail server, a
    /// subscriber of every topic, and a client of the public API.
    ///
    /// It starts none of the services itself: end-to-end tests run them in the test's process, fault tests beside it.
    @LoopActor public final class Stage {
        /// Where one application and its sidecar listen.
        public struct Ports: Sendable {
            public let app: Int
            public let probes: Int
            public let sidecar: Int
        }

        public enum App: String, CaseIterable, Sendable {
            case gateway = "api-gateway"
            case relay
            case notification = "notification-service"
            case recurring = "recurring-task-service"
        }

        /// Everything that a test leaves on disk; removed by ``close()``.
        public let folder: String
        public let apiPort = FreePorts.take()
        public let sink: SMTPSink
        public let recorder: EventRecorder
        public let database: PostgresClient
        public let client = HTTPClient(window: 64)
        private let ports: [App: [Ports]]
        private let databaseURL: String

        /// - Parameter recurring: replicas of the recurring-task-service that have ports.
        public init(recurring: Int = 1) async throws {
            folder = FileManager.default.temporaryDirectory.path + "/todo-stage-\(UUID().uuidString)"
            try FileManager.default.createDirectory(
                atPath: folder + "/components", withIntermediateDirectories: true)
            var ports: [App: [Ports]] = [:]
            for app in App.allCases {
                ports[app] = (0..<(app == .recurring ? recurring : 1)).map { _ in
                    Ports(app: FreePorts.take(), probes: FreePorts.take(), sidecar: FreePorts.take())
                }
            }
            self.ports = ports
            databaseURL = TestDatabase.url
            let recorderPorts = Ports(app: FreePorts.take(), probes: 0, sidecar: FreePorts.take())
            sink = SMTPSink()
            recorder = try EventRecorder(port: recorderPorts.app)
            database = PostgresClient(
                PostgresConfig(
                    url: databaseURL, applicationName: "todo-test", readConnections: 1, writeConnections: 1,
                    sessions: 1,
                    queueTimeout: .seconds(30), silenceLimit: .seconds(60)),
                logger: Logger("test", level: .error), metrics: Metrics())
            try await database.start()
            try ComponentFiles.write(to: folder + "/components")
            try writeRunFile(recorderPorts)
        }

        /// Gives everything back.
        public func close() async {
            client.shutdown()
            sink.close()
            await recorder.close()
            await database.shutdown()
            try? FileManager.default.removeItem(atPath: folder)
        }

        public func ports(_ app: App, replica: Int = 0) -> Ports {
            guard let all = ports[app], replica < all.count else {
                preconditionFailure("\(app) has no replica \(replica)")
            }
            return all[replica]
        }

        // MARK: Configuration

        /// What `app` needs to know, by configuration key.
        ///
        /// - Parameter under: the app id whose sidecar and ports it has, if not its own: a gateway that runs the relay
        ///   needs the relay's rights.
        public func values(_ app: App, under id: App? = nil, replica: Int = 0) -> [String: String] {
            let ports = ports(id ?? app, replica: replica)
            var values = [
                "database.url": databaseURL, "dapr.app.port": "\(ports.app)", "probes.port": "\(ports.probes)",
                "probes.host": "127.0.0.1", "dapr.httpPort": "\(ports.sidecar)",
            ]
            if app == .gateway {
                values["http.port"] = "\(apiPort)"
                values["http.host"] = "127.0.0.1"
                values["http.rateLimit"] = "0"
                values["auth.secret"] = "a secret of tests, of no use to anybody"
            }
            return values
        }

        /// How to start the development sidecar, for all applications.
        public var sidecarArguments: [String] {
            [
                "--run-file", "\(folder)/dapr.yaml", "--data", "\(folder)/sidecar", "--smtp-port", "\(sink.port)",
                "--log-level", "warning", "--control",
            ]
        }

        private func writeRunFile(_ recorder: Ports) throws {
            var text = """
                version: 1
                common:
                  resourcesPaths: ["\(folder)/components"]
                  configFilePath: "\(folder)/components/config.yaml"
                  enableAppHealthCheck: true
                  appHealthCheckPath: /healthz
                  appHealthProbeInterval: 1
                  appHealthProbeTimeout: 2000
                  appHealthThreshold: 3
                apps:

                """
            func add(_ id: String, _ ports: Ports) {
                text += "  - {appID: \(id), appPort: \(ports.app), daprHTTPPort: \(ports.sidecar)}\n"
            }
            add(EventRecorder.appID, recorder)
            for app in App.allCases {
                for ports in ports[app] ?? [] { add(app.rawValue, ports) }
            }
            try Data(text.utf8).write(to: URL(filePath: "\(folder)/dapr.yaml"))
        }
    }
#endif
