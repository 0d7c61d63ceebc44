import FoundationEssentials
import Observability
import Reactor
import TestSupport

@testable import DevSidecar

/// Sidecars of the stand-in with the component files that ship with `dapr-contract`.
@LoopActor final class StandIn {
    nonisolated static let components =
        #filePath.split(separator: "/").dropLast(3).reduce("") { $0 + "/" + $1 } + "/Tools/DaprContract/Components"

    nonisolated static let kinds = ["common", "kafka", "redis-state", "declared"]

    let host: SidecarHost
    let upstreamPort = FreePorts.take()
    private let folder: String
    private var running: Task<Void, Never>?

    init(tokens: SidecarRuntime.Tokens = .init()) throws {
        folder = FileManager.default.temporaryDirectory.path + "/dapr-contract-\(UUID().uuidString)"
        var settings = SidecarHostSettings()
        settings.dataPath = folder + "/data"
        // Long enough for a machine that stands still, short enough for a replica that joins within heartbeats.
        settings.sessionTimeout = .seconds(6)
        settings.tokens = tokens
        host = DevSidecar.App.build(settings, logger: Logger("test", level: .error))
    }

    /// Copies the component files, with this machine's port and place in them.
    func start() async throws {
        for kind in Self.kinds {
            try FileManager.default.createDirectory(atPath: "\(folder)/\(kind)", withIntermediateDirectories: true)
            for name in try FileManager.default.contentsOfDirectory(atPath: "\(Self.components)/\(kind)") {
                let file = FileManager.default.contents(atPath: "\(Self.components)/\(kind)/\(name)") ?? Data()
                let text = String(decoding: file, as: UTF8.self)
                    .replacing("127.0.0.1:8088", with: "127.0.0.1:\(upstreamPort)")
                    .replacing("Tools/DaprContract/Components/secrets.json", with: Self.components + "/secrets.json")
                try Data(text.utf8).write(to: URL(filePath: "\(folder)/\(kind)/\(name)"))
            }
        }
        try await host.start()
        running = Task { [host] in await host.run() }
    }

    /// A sidecar whose application listens at that port, now or later.
    @discardableResult func add(
        _ appID: String, appPort: Int?, replica: Int = 0, change: (inout SidecarOptions) -> Void = { _ in }
    ) throws -> Sidecar {
        var options = SidecarOptions()
        options.appID = appID
        options.appPort = appPort
        options.httpPort = 0
        options.replica = replica
        options.resourcePaths = Self.kinds.map { "\(folder)/\($0)" }
        options.configPath = Self.components + "/config.yaml"
        change(&options)
        return try host.add(options)
    }

    func stop() async {
        await host.stop()
        await running?.value
        try? FileManager.default.removeItem(atPath: folder)
    }
}

/// Runs `body` with a stand-in that ends afterwards, whatever happened.
@LoopActor func withStandIn(
    tokens: SidecarRuntime.Tokens = .init(), _ body: @LoopActor (StandIn) async throws -> Void
) async throws {
    let standIn = try StandIn(tokens: tokens)
    try await standIn.start()
    do {
        try await body(standIn)
    } catch {
        await standIn.stop()
        throw error
    }
    await standIn.stop()
}
