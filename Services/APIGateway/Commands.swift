import FoundationEssentials
import Postgres
import Reactor
import ServiceKit
import TodoCore
import TodoStore

extension Command {
    /// `api-gateway serve`, and with `--relay` on one machine the relay too.
    static let serve = Command(
        "serve", "Serves the public API; --relay runs the outbox relay in the same process.",
        configuration: { APIGatewayConfig($0) },
        run: { config, context in await context.run(try App.build(config, context).services) })

    /// `api-gateway relay`, a deployment of its own with publishing rights.
    static let relay = Command(
        "relay", "Publishes the outbox through the sidecar.", configuration: { RelayConfig($0) },
        run: { config, context in await context.run(try App.buildRelay(config, context)) })

    /// `api-gateway migrate up | down N | status`.
    static let migrate = Command(
        "migrate", usage: "[up | down N | status]", "Brings the database's schema to this program's version.",
        configuration: { config -> PostgresConfig in
            PostgresConfig(
                config, applicationName: "todo-migrate", readConnections: 1, writeConnections: 1, sessions: 1)
        },
        run: { config, context in try await MigrateCommand(config, context).run() })

    /// `api-gateway zone Europe/Berlin 2027-07-01T00:00:00Z`: what the wall shows; a check of the binary that ships,
    /// whose standard library has no time zones of its own.
    static let zone = Command("zone", usage: "NAME INSTANT", "Prints an instant as the clock of a zone shows it.") {
        context in
        guard context.arguments.count == 2, let zone = context.zones.zone(context.arguments[0]),
            let instant = try? Timestamp.parse(context.arguments[1])
        else {
            print("Usage: api-gateway zone America/New_York 2027-07-01T13:00:00Z")
            return 2
        }
        print(zone.rfc3339(instant))
        return 0
    }
}
