public import Observability
internal import Reactor
public import TodoCore

/// What ``ServiceMain`` hands to a command: everything a program of ours has.
public struct CommandContext: Sendable {
    /// The program's name, also its Dapr app id unless the command says otherwise: "api-gateway".
    public let program: String
    /// What stood between the command and the flags: `migrate up 3` has `["up", "3"]`.
    public let arguments: [String]
    public let logger: Logger
    public let metrics: Metrics
    public let zones: ZoneDatabase
    public let shutdown: ShutdownConfig
    public let lifecycle: Lifecycle

    public init(
        program: String, arguments: [String] = [], logger: Logger, metrics: Metrics = Metrics(), zones: ZoneDatabase,
        shutdown: ShutdownConfig = ShutdownConfig(), lifecycle: Lifecycle = Lifecycle()
    ) {
        (self.program, self.arguments, self.logger, self.metrics) = (program, arguments, logger, metrics)
        (self.zones, self.shutdown, self.lifecycle) = (zones, shutdown, lifecycle)
    }

    /// Runs services until SIGTERM or SIGINT; answers the exit code.
    ///
    /// What ended them before that is a sentence on standard error, below the log, where whoever started the program
    /// looks first.
    @LoopActor public func run(_ services: [any Service]) async -> Int32 {
        let group = ServiceGroup(services, logger: logger, lifecycle: lifecycle, shutdown: shutdown)
        let code = await group.run()
        if let failure = group.failure {
            StandardErrorSink.shared.flush(within: .seconds(1))
            Terminal.say("\(program): \(failure)\n")
        }
        return code
    }
}
