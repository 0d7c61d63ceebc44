import FoundationEssentials
import HTTP
import HTTPClient
import JSON
import Observability
import Reactor
import TestSupport

@testable import DaprContract
@testable import DevSidecar

/// Sidecars with the components of the recordings, and an application behind them.
@LoopActor final class GoldenStage {
    let host: SidecarHost
    let app = AppSide(healthPath: nil, recorder: Recorder())
    let client = HTTPClient(window: 16)
    let mailServer = MailServer()
    private(set) var port = 0
    private let folder: String
    private var running: Task<Void, Never>?

    init(_ scene: GoldenScene) throws {
        folder = FileManager.default.temporaryDirectory.path + "/golden-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder + "/resources", withIntermediateDirectories: true)
        try Data(GoldenScene.secrets.utf8).write(to: URL(filePath: folder + "/secrets.json"))
        port = try app.listen(.own, port: 0)
        for (index, text) in scene.resources.enumerated() {
            let text = text.replacing("FOLDER", with: folder).replacing("PORT", with: "\(port)")
                .replacing("MAIL", with: "\(mailServer.port)")
            try Data(text.utf8).write(to: URL(filePath: "\(folder)/resources/\(index).yaml"))
        }
        try Data(scene.configuration.utf8).write(to: URL(filePath: folder + "/config.yaml"))
        var settings = SidecarHostSettings()
        settings.dataPath = folder + "/data"
        settings.partitions.standard = 4
        settings.environment = ["MY_A": "1"]
        settings.tokens = scene.tokens
        host = DevSidecar.App.build(settings, logger: Logger("test", level: .error))
    }

    func start() async throws {
        try await host.start()
        running = Task { [host] in await host.run() }
    }

    func add(_ appID: String, hasApplication: Bool = true) async throws -> Sidecar {
        var options = SidecarOptions()
        options.appID = appID
        options.appPort = hasApplication ? port : FreePorts.take()
        options.httpPort = 0
        options.resourcePaths = [folder + "/resources"]
        options.configPath = folder + "/config.yaml"
        let sidecar = try host.add(options)
        if hasApplication { try await eventually("a ready sidecar") { sidecar.isReady } }
        return sidecar
    }

    func stop() async {
        client.shutdown()
        mailServer.stop()
        await host.stop()
        await running?.value
        await app.close()
        try? FileManager.default.removeItem(atPath: folder)
    }

    func send(_ request: GoldenExchange.Request, to sidecar: Sidecar) async throws -> HTTPClientResponse {
        try await client.send(
            HTTPClientRequest(
                method: request.method, url: "http://127.0.0.1:\(sidecar.port)\(request.path)",
                headers: request.headers, body: Array(request.body.utf8), timeout: .seconds(20)))
    }
}
