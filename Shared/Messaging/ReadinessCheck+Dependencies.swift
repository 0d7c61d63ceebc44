public import Dapr
public import Postgres
public import Reactor
public import ServiceKit
internal import TodoStore

extension ReadinessCheck {
    /// PostgreSQL answers, and its schema is at least the one this program was compiled with: an older program stays
    /// ready beside a newer schema. Without it a process is not ready.
    @LoopActor public static func postgres(_ client: PostgresClient) -> ReadinessCheck {
        let schema = SchemaCheck(client)
        return ReadinessCheck("postgres", gating: true) { await schema.result() }
    }

    /// The sidecar's components are up; reported, and gating only where the process is of no use without it.
    @LoopActor public static func sidecar(_ dapr: DaprClient, gating: Bool = false) -> ReadinessCheck {
        ReadinessCheck("sidecar", gating: gating) {
            await dapr.isOutboundHealthy() ? .ok : .failing("the sidecar does not answer, or is not ready")
        }
    }
}

/// Asks for the schema's version until it fits, and again after the database was away.
@LoopActor private final class SchemaCheck {
    private let client: PostgresClient
    private var fits = false

    init(_ client: PostgresClient) { self.client = client }

    func result() async -> CheckResult {
        do {
            // Traffic of the last seconds says as much as a question of our own.
            if !Self.isRecent(client.lastAnswer) { try await client.ping() }
            if !fits {
                let version = try await Migrations.version(on: client)
                guard version >= Migrations.latestVersion else {
                    return .failing(
                        "the schema is at version \(version), \(Migrations.latestVersion) is needed: api-gateway migrate up"
                    )
                }
                fits = true
            }
            return .ok
        } catch {
            fits = false
            return .failing("\(error)")
        }
    }

    private static func isRecent(_ instant: LoopClock.Instant?) -> Bool {
        guard let instant else { return false }
        return instant.duration(to: .now) < .seconds(2)
    }
}
