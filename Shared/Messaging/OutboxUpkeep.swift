internal import FoundationEssentials
internal import Observability
internal import Postgres
internal import Reactor
internal import ServiceKit
internal import TodoCore
internal import TodoStore

/// What the relay does for the outbox beside publishing.
///
/// Heartbeats, one per shard and minute, move the consumers' watermark on an idle system; without them the reconciler
/// could not tell a lost event from a late one.
@LoopActor final class OutboxUpkeep {
    private static let interval = Duration.seconds(15)
    /// Longer than anything can still be delivered again.
    private static let inboxRetention = Duration.seconds(14 * 86_400)
    private static let batch = 5_000

    private let parts: RelayParts
    private let postgres: PostgresClient
    private let config: OutboxConfig
    private let source: String
    private let now: () -> Date
    private let periodic: Periodic
    private var lastMinute: Int?
    private var sweepAt = LoopClock.Instant.now

    init(
        _ parts: RelayParts, _ postgres: PostgresClient, _ config: OutboxConfig, source: String,
        now: @escaping () -> Date
    ) {
        self.parts = parts
        self.postgres = postgres
        self.config = config
        self.source = source
        self.now = now
        periodic = Periodic(every: Self.interval, logger: parts.logger)
    }

    func run() async {
        await periodic.run { try await self.runOnce() }
    }

    func stop() async { await periodic.stop() }

    /// Answers the pause until the next round, where it is not the usual one.
    func runOnce() async throws -> Duration? {
        let numbers = try await parts.store.statistics()
        parts.metrics.pending.set(Double(numbers.pending))
        parts.metrics.oldestAge.set(numbers.oldestAge)
        parts.metrics.parkedNow.set(Double(numbers.parked))
        try await beat()
        return try await sweep()
    }

    /// Of each shard held, once a minute.
    private func beat() async throws {
        let now = now()
        let minute = Int(now.timeIntervalSince1970 / 60)
        let shards = parts.leases.shards
        guard minute != lastMinute, !shards.isEmpty else { return }
        let events = shards.map { shard in
            let id = EventID.make(now: now, random: .random(in: .min ... .max))
            return OutboxEvent.heartbeat(
                shard: shard, key: OutboxStore.heartbeatKey(ofShard: shard),
                EventContext(
                    eventID: id, now: now, actor: .service(source), source: source, correlationID: id.description))
        }
        _ = try await parts.store.appendHeartbeats(events, owner: parts.leases.owner)
        lastMinute = minute
    }

    /// Every ten minutes, in batches with a pause between them: deleting must not crowd out the writers.
    private func sweep() async throws -> Duration? {
        guard LoopClock.Instant.now >= sweepAt else { return nil }
        let published = try await parts.store.deletePublished(olderThan: config.retention, limit: Self.batch)
        let seen = try await Inbox.deleteSeen(olderThan: Self.inboxRetention, limit: Self.batch, with: postgres)
        if max(published, seen) == Self.batch { return .milliseconds(500) }
        sweepAt = .now.advanced(by: .seconds(600))
        return nil
    }
}
