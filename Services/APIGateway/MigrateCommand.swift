import Postgres
import Reactor
import ServiceKit
import TodoStore

/// `api-gateway migrate`: up to the newest version, down to one, or how things stand.
@LoopActor struct MigrateCommand {
    private let postgres: PostgresClient
    private let migrator: Migrator
    private let arguments: [String]

    init(_ config: PostgresConfig, _ context: CommandContext) {
        postgres = PostgresClient(config, logger: context.logger, metrics: context.metrics)
        migrator = Migrator(postgres, Migrations.all)
        arguments = context.arguments
    }

    /// Does it and answers the exit code.
    func run() async throws -> Int32 {
        try await postgres.start()
        let code = try await perform()
        await postgres.shutdown()
        return code
    }

    private func perform() async throws -> Int32 {
        switch (arguments.first ?? "up", arguments.count) {
        case ("up", ...1):
            Self.tell("applied", try await migrator.up())
            return 0
        case ("down", 2):
            guard let version = Int(arguments[1]), version >= 0 else { return Self.refuse() }
            Self.tell("taken back", try await migrator.down(to: version))
            return 0
        case ("status", 1):
            for step in try await migrator.status() {
                print("\(step.version)  \(step.name)  \(step.state.rawValue)")
            }
            return 0
        default: return Self.refuse()
        }
    }

    private static func tell(_ what: String, _ migrations: [Migration]) {
        for migration in migrations { print("\(migration.name) \(what)") }
        if migrations.isEmpty { print("Nothing to do.") }
    }

    private static func refuse() -> Int32 {
        print("Usage: api-gateway migrate [up | down N | status]; N is the version to go back to, 0 for nothing left.")
        return 2
    }
}
