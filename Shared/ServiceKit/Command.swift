public import Configuration
internal import Reactor

/// One thing a program does: `api-gateway serve`.
public struct Command: Sendable {
    typealias Run = @LoopActor @Sendable (CommandContext) async throws -> Int32

    let name: String
    let usage: String
    let summary: String
    /// Reads the command's configuration and answers what runs with it.
    let prepare: @Sendable (ConfigReader) -> Run

    /// A command with a configuration of its own.
    ///
    /// - Parameters:
    ///   - usage: the arguments after the name, for `--help`: "[up | down N | status]".
    ///   - summary: what it does, in half a sentence.
    ///   - configuration: reads it; called for `--help` too, so it does nothing else.
    ///   - run: does it, and answers the exit code; what it throws is printed and makes the code 1.
    public init<Config: Sendable>(
        _ name: String, usage: String = "", _ summary: String,
        configuration: @escaping @Sendable (ConfigReader) -> Config,
        run: @escaping @LoopActor @Sendable (Config, CommandContext) async throws -> Int32
    ) {
        (self.name, self.usage, self.summary) = (name, usage, summary)
        prepare = { reader in
            let config = configuration(reader)
            return { context in try await run(config, context) }
        }
    }

    /// A command without configuration.
    public init(
        _ name: String, usage: String = "", _ summary: String,
        run: @escaping @LoopActor @Sendable (CommandContext) async throws -> Int32
    ) {
        self.init(name, usage: usage, summary, configuration: { _ in () }) { _, context in try await run(context) }
    }
}
