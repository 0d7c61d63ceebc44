internal import FoundationEssentials
internal import Glibc
internal import Observability
internal import Reactor
internal import ServiceKit

/// The development sidecar: `dev-sidecar --help` tells how to run it.
@main struct App {
    static func main() {
        Signals.block()
        let settings: SidecarHostSettings
        let level: Logger.Level
        do {
            let flags = try SidecarHostSettings.flags(Array(CommandLine.arguments.dropFirst()))
            if flags.isOn("help") {
                print(SidecarHostSettings.help)
                exit(0)
            }
            settings = try SidecarHostSettings(flags, environment: ProcessInfo.processInfo.environment)
            level = flags["log-level"].flatMap { Logger.Level(rawValue: $0) } ?? .info
        } catch {
            StandardErrorSink.shared.write(Array("dev-sidecar: \(error)\n".utf8), level: .error)
            StandardErrorSink.shared.flush(within: .seconds(1))
            exit(2)
        }
        EventLoop.main.runOnThisThread { await serve(settings, level) }
    }

    /// Runs until a signal; the exit code.
    @LoopActor private static func serve(_ settings: SidecarHostSettings, _ level: Logger.Level) async -> Int32 {
        let logger = Logger("dev-sidecar", level: level)
        let host = build(settings, logger: logger)
        let group = ServiceGroup(
            [host], logger: logger,
            shutdown: ShutdownConfig(delay: .zero, inProgress: .seconds(40), total: .seconds(45)))
        var code: Int32 = 0
        host.onShutdown = { forced in
            code = forced ? 1 : 0
            group.shutdown()
        }
        let ended = await group.run()
        StandardErrorSink.shared.flush(within: .seconds(1))
        return max(ended, code)
    }

    /// The stand-in, not started yet; tests run it in their own process, with ports of 0.
    @LoopActor static func build(
        _ settings: SidecarHostSettings, logger: Logger, metrics: Metrics = Metrics()
    ) -> SidecarHost {
        SidecarHost(settings, logger: logger, metrics: metrics)
    }
}
