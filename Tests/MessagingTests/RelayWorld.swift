import FoundationEssentials
import Messaging
import Observability
import Postgres
import Reactor
import ServiceKit
import TestSupport
import TodoCore
import TodoStore

/// A database with an outbox, a scripted sidecar and relays between them.
@LoopActor struct RelayWorld {
    let postgres: PostgresClient
    let sidecar = ScriptedPublisher()
    let metrics = Metrics()

    static func run(_ body: @LoopActor (RelayWorld) async throws -> Void) async throws {
        try await TestDatabase.withClient { try await body(RelayWorld(postgres: $0)) }
    }

    func relay(_ config: OutboxConfig = OutboxConfig(), random: Double = 0) -> OutboxRelay {
        OutboxRelay(
            postgres, publisher: sidecar.publisher, config: config, logger: Logger("test", sink: LogRecorder()),
            metrics: metrics, now: { Date(timeIntervalSince1970: 1_772_442_000) }, random: { random })
    }

    /// Appends an event whose payload is its name; the key's last digit is its shard.
    func append(_ name: String, of aggregate: Int, seq: Int, key: Int? = nil, topics: [String] = ["task-events"])
        async throws
    {
        _ = try await postgres.write(
            """
            INSERT INTO outbox_events (event_id, aggregate_id, aggregate_seq, partition_key, type, topics, payload)
            VALUES (\(UUID()), \(UUID.numbered(aggregate)), \(seq), \(UUID.numbered(key ?? aggregate)),
                'task.updated.v1', \(topics), \("\"\(name)\"")::json)
            """)
    }

    func count(_ condition: SQL) async throws -> Int {
        try await postgres.read("SELECT count(*) FROM outbox_events WHERE \(condition)")[0].int(0)
    }

    /// Makes everything that was put back due at once.
    func makeDue() async throws {
        _ = try await postgres.write("UPDATE outbox_events SET not_before = '-infinity' WHERE published_at IS NULL")
    }

    /// Rounds until nothing is left to do.
    func drain(_ relay: OutboxRelay) async throws {
        while try await relay.runOnce().published > 0 {}
    }
}
