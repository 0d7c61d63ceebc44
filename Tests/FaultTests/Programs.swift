import FoundationEssentials
import HTTPClient
import Reactor
import TestSupport
import Testing

/// The product as processes, on a stage of its own, to be killed.
@LoopActor final class Programs {
    /// Where the programs are, built with `-Xswiftc -DFAILPOINTS`.
    nonisolated static let folder = ProcessInfo.processInfo.environment["TEST_PROGRAMS"].flatMap {
        $0.isEmpty ? nil : $0
    }

    let stage: Stage
    private var processes: [ChildProcess] = []
    private let folder: String

    private init(_ folder: String, recurring: Int) async throws {
        self.folder = folder
        stage = try await Stage(recurring: recurring)
    }

    /// Runs `body` and ends every process afterwards, whatever happened; what they said goes to a failing test.
    static func run(recurring: Int = 1, _ body: @LoopActor (Programs, Stage) async throws -> Void) async throws {
        let programs = try await Programs(try #require(folder), recurring: recurring)
        do {
            try await body(programs, programs.stage)
        } catch {
            for process in programs.processes { Issue.record("\(process.log): \(programs.lastWords(of: process))") }
            await programs.stop()
            throw error
        }
        await programs.stop()
    }

    private func stop() async {
        for process in processes { process.signal(15) }
        for process in processes where (try? await process.ended(within: .seconds(30))) == nil {
            Issue.record("\(process.log): did not end on SIGTERM")
            try? await process.killNow()
        }
        await stage.close()
    }

    private func lastWords(of process: ChildProcess) -> String {
        let text = FileManager.default.contents(atPath: process.log).map { String(decoding: $0, as: UTF8.self) } ?? ""
        return String(text.suffix(1_500))
    }

    // MARK: Starting

    /// Starts a service and returns once it is ready, or, with `failpoint` and therefore perhaps dead by then, at once.
    ///
    /// - Parameters:
    ///   - failpoint: where it dies: `name:exit9:count`.
    ///   - more: configuration beyond what the stage says.
    @discardableResult func start(
        _ app: Stage.App, replica: Int = 0, failpoint: String? = nil, _ more: [String: String] = [:]
    ) async throws -> ChildProcess {
        var values = stage.values(app, replica: replica)
        values["shutdown.delay"] = "PT0S"
        values["log.level"] = "warning"
        values["failpoint"] = failpoint
        values.merge(more) { $1 }
        let process = try spawn(
            app == .relay ? "api-gateway" : app.rawValue, named: "\(app.rawValue)-\(processes.count)",
            [app == .relay ? "relay" : "serve"] + values.sorted { $0.key < $1.key }.map { "--\($0.key)=\($0.value)" })
        guard failpoint == nil, let probes = values["probes.port"].flatMap({ Int($0) }) else { return process }
        try await eventually("\(app.rawValue) ready") {
            guard process.isRunning else { throw Died(program: app.rawValue, log: lastWords(of: process)) }
            return await stage.isReady(probes)
        }
        return process
    }

    /// Starts the development sidecar of all applications and returns once it takes calls.
    @discardableResult func startSidecar() async throws -> ChildProcess {
        let process = try spawn("dev-sidecar", named: "dev-sidecar-\(processes.count)", stage.sidecarArguments)
        let url = "http://127.0.0.1:\(stage.ports(.relay).sidecar)/v1.0/healthz/outbound"
        try await eventually("the sidecar") {
            guard process.isRunning else { throw Died(program: "dev-sidecar", log: lastWords(of: process)) }
            return (try? await stage.client.send(HTTPClientRequest(url: url)))?.status == 204
        }
        return process
    }

    struct Died: Error {
        let program: String
        let log: String
    }

    private func spawn(_ program: String, named name: String, _ arguments: [String]) throws -> ChildProcess {
        let process = try ChildProcess(
            "\(folder)/\(program)", arguments, folder: stage.folder, log: "\(stage.folder)/\(name).log")
        processes.append(process)
        return process
    }
}

extension Trait where Self == ConditionTrait {
    /// Only where the programs are that these tests kill.
    static var withPrograms: Self {
        .enabled(
            if: Programs.folder != nil,
            "TEST_PROGRAMS names no folder: swift build --scratch-path .build-failpoints -Xswiftc -DFAILPOINTS, then TEST_PROGRAMS=.build-failpoints/debug"
        )
    }
}
