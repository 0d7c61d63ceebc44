internal import FoundationEssentials
internal import Observability
internal import Postgres
internal import Reactor
internal import TodoStore

/// The shards this relay may publish now.
///
/// A lease that is not renewed in time is not used any more, although only its epoch decides: a paused relay that goes on
/// would send copies.
@LoopActor final class RelayLeases {
    static let leaseTime = Duration.seconds(15)

    /// New with each start of the process.
    let owner: UUID
    private let store: OutboxStore
    private let logger: Logger
    private let metrics: RelayMetrics
    private var held: [Int: RelayLease] = [:]
    private var validUntil = LoopClock.Instant.now

    init(_ store: OutboxStore, owner: UUID, logger: Logger, metrics: RelayMetrics) {
        self.store = store
        self.owner = owner
        self.logger = logger
        self.metrics = metrics
    }

    /// The leases of a lane's shards.
    func ofLane(_ lane: Int, of lanes: Int) -> [RelayLease] {
        guard LoopClock.Instant.now < validUntil else { return [] }
        return held.values.filter { $0.shard % lanes == lane }.sorted { $0.shard < $1.shard }
    }

    var shards: [Int] { LoopClock.Instant.now < validUntil ? held.keys.sorted() : [] }

    /// Renews what is held and takes what is free, up to this relay's share; answers whether a shard came new.
    func acquire() async throws(PostgresError) -> Bool {
        let asked = LoopClock.Instant.now
        let others = try await store.otherRelays(than: owner)
        // One more than an equal share, so that the shards of a relay that died are not left over.
        let share = (OutboxStore.shards + others) / (others + 1) + 1
        let leases = try await store.acquireLeases(owner: owner, limit: share, for: Self.leaseTime)
        let before = Set(held.values)
        held = Dictionary(uniqueKeysWithValues: leases.map { ($0.shard, $0) })
        validUntil = asked.advanced(by: Self.leaseTime)
        let gone = before.filter { held[$0.shard] != $0 }
        // More than the share: given up at once, another relay waits for them. Taken already: this does nothing.
        if !gone.isEmpty { try await store.releaseLeases(owner: owner, shards: gone.map(\.shard)) }
        let isNew = !Set(leases).subtracting(before).isEmpty
        if isNew || !gone.isEmpty { logger.info("Shards held", ["shards": LogValue("\(held.keys.sorted())")]) }
        return isNew
    }

    /// Another relay has the shard: stop using it at once.
    func lost(_ shards: Set<Int>) {
        for shard in shards where held.removeValue(forKey: shard) != nil { metrics.leaseLost.increment() }
        logger.warning("Leases lost while publishing", ["shards": LogValue("\(shards.sorted())")])
    }

    /// Gives everything back, so that nobody waits for the leases to expire.
    func release() async {
        guard !held.isEmpty else { return }
        held = [:]
        do {
            try await store.releaseLeases(owner: owner)
        } catch {
            logger.warning("Leases not released, they expire", ["error": LogValue(error)])
        }
    }
}
