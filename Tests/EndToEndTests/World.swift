import Configuration
import FoundationEssentials
import HTTP
import Observability
import Reactor
import ServiceKit
import TestSupport
import TodoCore

@testable import APIGateway
@testable import DevSidecar
@testable import NotificationService
@testable import RecurringTaskService

/// The whole product in the test's process: sidecar, gateway with relay, both workers, on a stage of its own.
@LoopActor final class World {
    let stage: Stage
    private let zones: ZoneDatabase
    private var sidecar: RunningServices?
    private var apps: [RunningServices] = []
    private let recurring: Int

    private init(recurring: Int) async throws {
        self.recurring = recurring
        stage = try await Stage(recurring: recurring)
        zones = try ZoneFiles.read("/usr/share/zoneinfo")
    }

    private static let shutdown = ShutdownConfig(
        delay: .zero, inProgress: .seconds(5), sidecar: .zero, total: .seconds(60))

    /// Runs `body` with everything started and stops it afterwards, whatever happened.
    ///
    /// - Parameter recurring: replicas of the recurring-task-service.
    static func run(recurring: Int = 1, _ body: @LoopActor (World, Stage) async throws -> Void) async throws {
        let world = try await World(recurring: recurring)
        do {
            try await world.start()
            try await body(world, world.stage)
        } catch {
            await world.stop()
            throw error
        }
        await world.stop()
    }

    // MARK: Start and end

    private func start() async throws {
        try await startSidecar()
        try run {
            let config = APIGatewayConfig(reader(.gateway, under: .relay, ["relay": "true"]))
            let gateway = try APIGateway.App.build(config, $0)
            ResponseRecorder.record(gateway.router)
            gateway.router.intercept(UntranslatedProblems())
            return gateway.services
        }
        try run {
            NotificationService.App.build(NotificationServiceConfig(reader(.notification)), $0).services
        }
        for replica in 0..<recurring {
            let config = RecurringTaskServiceConfig(reader(.recurring, replica: replica))
            try run { RecurringTaskService.App.build(config, $0).services }
        }
        var ports = [stage.ports(.relay), stage.ports(.notification)]
        ports += (0..<recurring).map { stage.ports(.recurring, replica: $0) }
        for ports in ports {
            try await eventually("readiness at \(ports.probes)") { await stage.isReady(ports.probes) }
        }
    }

    private func stop() async {
        for app in apps.reversed() { await app.stop() }
        await stopSidecar()
        await stage.close()
    }

    func startSidecar() async throws {
        let flags = try SidecarHostSettings.flags(stage.sidecarArguments)
        let host = DevSidecar.App.build(
            try SidecarHostSettings(flags, environment: [:]), logger: Logger("dev-sidecar", level: .error))
        sidecar = RunningServices([host], Self.shutdown)
    }

    func stopSidecar() async {
        await sidecar?.stop()
        sidecar = nil
    }

    private func reader(
        _ app: Stage.App, under id: Stage.App? = nil, replica: Int = 0, _ more: [String: String] = [:]
    ) -> ConfigReader {
        // How loaded the machine is is not what these tests are about.
        let patience = [
            "postgres.connectTimeout": "PT60S", "postgres.acquireTimeout": "PT60S", "postgres.queueTimeout": "PT60S",
        ]
        let values = stage.values(app, under: id, replica: replica).merging(patience) { $1 }
        return ConfigReader(values: values.merging(more) { $1 })
    }

    /// Runs what would be a process; each has numbers and a lifecycle of its own.
    private func run(_ build: (CommandContext) throws -> [any Service]) throws {
        let context = CommandContext(
            program: "todo", logger: Logger("todo", level: .error), zones: zones, shutdown: Self.shutdown)
        apps.append(RunningServices(try build(context), Self.shutdown, context.lifecycle))
    }
}
