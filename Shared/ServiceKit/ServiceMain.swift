internal import Configuration
internal import FoundationEssentials
internal import Glibc
internal import Observability
internal import Reactor
internal import TodoCore

/// A program as a list of commands: configuration, zones, signals, exit codes.
///
/// Exit codes: 0 done, 1 failed, 2 not understood (command, flag or configuration: one sentence each on standard error).
///
///     @main struct App {
///         static func main() { ServiceMain("api-gateway", "The public API", commands: [.serve, .migrate]).run() }
///     }
public struct ServiceMain: Sendable {
    private let program: String
    private let summary: String
    private let commands: [Command]
    private let siblingKeys: [String]

    /// - Parameters:
    ///   - program: also the name of its logger.
    ///   - summary: what it is, for `--help`.
    ///   - siblingKeys: configuration keys that other programs may read from the same `.env`.
    public init(_ program: String, _ summary: String, commands: [Command], siblingKeys: [String] = ProductKeys.all) {
        (self.program, self.summary, self.commands, self.siblingKeys) = (program, summary, commands, siblingKeys)
    }

    /// Runs the command that the arguments name, on this thread; the process ends with it.
    ///
    /// The caller is a synchronous `main()`: signals are blocked before any thread exists.
    public func run() -> Never {
        let dotEnv = (try? File.read(".env")).map { String(decoding: $0, as: UTF8.self) }
        run(Array(CommandLine.arguments.dropFirst()), ProcessInfo.processInfo.environment, dotEnv: dotEnv)
    }

    func run(_ arguments: [String], _ environment: [String: String], dotEnv: String?) -> Never {
        Signals.block()
        DescriptorLimit.raise()
        switch prepare(arguments, environment: environment, dotEnv: dotEnv) {
        case .failure(let refusal):
            if refusal.code == 0 { Terminal.answer(refusal.text) } else { Terminal.say(refusal.text) }
            exit(refusal.code)
        case .success(let prepared): start(prepared)
        }
    }

    // MARK: Before the loop

    /// A command with everything read.
    struct Prepared {
        let run: Command.Run
        let context: CommandContext
    }

    /// Help, or what was not understood.
    struct Refusal: Error, Equatable {
        let text: String
        let code: Int32
    }

    func prepare(
        _ arguments: [String], environment: [String: String], dotEnv: String?
    ) -> Result<Prepared, Refusal> {
        let line = CommandLineArguments(arguments)
        guard let name = line.command else {
            return .failure(Refusal(text: help, code: line.wantsHelp ? 0 : 2))
        }
        guard let command = commands.first(where: { $0.name == name }) else {
            return .failure(
                Refusal(text: "\(program): there is no command '\(name)'; \(program) --help lists them.\n", code: 2))
        }
        let reader = ConfigReader(arguments: line.flags, environment: environment, dotEnv: dotEnv)
        reader.alsoKnown(siblingKeys)
        // Every command reads its keys, so that one `.env` serves them all and the flags of one stay unknown to another.
        for other in commands where other.name != name { reader.alsoKnown(Self.keys(of: other)) }
        let level = reader.value("log.level", default: Logger.Level.info, "How much is logged.")
        let directory = reader.value(
            "zones.directory", default: "/usr/share/zoneinfo", "Where the time zones (tzdata) are.")
        let shutdown = ShutdownConfig(reader)
        let run = command.prepare(reader)
        guard !line.wantsHelp else { return .failure(Refusal(text: help(command, reader), code: 0)) }
        do {
            try reader.finish()
            let context = CommandContext(
                program: program, arguments: line.arguments, logger: Logger(program, level: level),
                zones: try ZoneFiles.read(directory), shutdown: shutdown)
            return .success(Prepared(run: run, context: context))
        } catch let error as ConfigError {
            return .failure(Refusal(text: error.mistakes.map { "\(program): \($0)\n" }.joined(), code: 2))
        } catch {
            return .failure(Refusal(text: "\(program): \(error)\n", code: 1))
        }
    }

    private static func keys(of command: Command) -> [String] {
        let reader = ConfigReader.empty
        _ = command.prepare(reader)
        return reader.keys
    }

    // MARK: On the loop

    private func start(_ prepared: Prepared) -> Never {
        let (program, context) = (program, prepared.context)
        ProcessMetrics.register(in: context.metrics)
        ProcessMetrics.watchStalls(context.logger, context.metrics)
        context.logger.info(
            "Time zones read",
            [
                "version": LogValue(context.zones.version), "zones": LogValue(context.zones.names.count),
                "missing": LogValue(context.zones.missing.count),
            ])
        EventLoop.main.runOnThisThread {
            var code: Int32 = 1
            do {
                code = try await prepared.run(context)
            } catch {
                StandardErrorSink.shared.flush(within: .seconds(1))
                Terminal.say("\(program): \(error)\n")
            }
            StandardErrorSink.shared.flush(within: .seconds(2))
            return code
        }
    }

    // MARK: Help

    private var help: String {
        let width = commands.map { $0.name.count + $0.usage.count }.max() ?? 0
        let lines = commands.map { command in
            let call = command.usage.isEmpty ? command.name : "\(command.name) \(command.usage)"
            return "  \(call)\(String(repeating: " ", count: width + 4 - call.count))\(command.summary)"
        }
        return """
            \(program): \(summary)

            \(program) COMMAND [--key=value …]

            \(lines.joined(separator: "\n"))

            \(program) COMMAND --help lists the configuration of a command.

            """
    }

    private func help(_ command: Command, _ reader: ConfigReader) -> String {
        """
        \(program) \(command.name)\(command.usage.isEmpty ? "" : " " + command.usage): \(command.summary)

        Each key is a flag, an environment variable or a line of the file .env here; the first of them wins.

        \(reader.help)

        """
    }
}
