internal import Configuration
internal import FoundationEssentials
internal import Glibc
internal import Reactor

/// The sidecar contract as a program: `dapr-contract --help` tells how to run it.
@main struct App {
    static func main() {
        Signals.block()
        let arguments = Array(CommandLine.arguments.dropFirst())
        let reader = ConfigReader(
            arguments: arguments.filter { $0 != "--help" }, environment: ProcessInfo.processInfo.environment)
        let config = ContractConfig(reader)
        if arguments.contains("--help") {
            print(ContractConfig.help(reader))
            exit(0)
        }
        do {
            try reader.finish()
        } catch {
            for mistake in error.mistakes { say("dapr-contract: \(mistake)\n") }
            exit(2)
        }
        EventLoop.main.runOnThisThread { await run(config) }
    }

    /// The exit code: 0 only when no statement failed, 2 when there was nothing to ask.
    @LoopActor private static func run(_ config: ContractConfig) async -> Int32 {
        do {
            let contract = try Contract(config)
            let verdicts = try await contract.run { verdict in
                print(verdict.line)
                fflush(nil)
            }
            print(verdicts.summary)
            if let path = config.record {
                try Data(contract.recorder.lines).write(to: URL(filePath: path))
            }
            fflush(nil)
            return verdicts.contains { $0.isFailure } ? 1 : 0
        } catch {
            say("dapr-contract: \(error)\n")
            return 2
        }
    }

    private static func say(_ text: String) {
        var text = text
        text.withUTF8 { _ = write(STDERR_FILENO, $0.baseAddress, $0.count) }
    }
}
