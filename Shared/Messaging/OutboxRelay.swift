public import FoundationEssentials
public import Observability
public import Postgres
public import Reactor
public import ServiceKit
internal import TodoCore
internal import TodoStore

/// Brings events from the outbox to the broker, at least once and per task in order.
///
/// Sixteen shards are leased to the relays alive, with an epoch that fences marks; of each task only the oldest
/// unpublished event may go. A NOTIFY and ``wake()`` are hints, the poll is the truth.
@LoopActor public final class OutboxRelay: Service {
    /// The channel that writers notify after their commits.
    public static let channel = "outbox"

    public nonisolated let name = "relay"
    private let config: OutboxConfig
    private let postgres: PostgresClient
    private let parts: RelayParts
    private let lanes: [RelayLane]
    private let rounds: [Periodic]
    private let renewal: Periodic
    private let upkeep: OutboxUpkeep
    private var lastPublished: LoopClock.Instant?

    /// - Parameters:
    ///   - owner: what this relay is called in the leases; new with each start of the process.
    ///   - source: the app id, for heartbeats.
    public init(
        _ postgres: PostgresClient, publisher: EventPublisher, config: OutboxConfig = OutboxConfig(),
        source: String = "relay", owner: UUID = UUID(), failpoints: Failpoints = Failpoints(),
        logger: Logger, metrics: Metrics, now: @escaping () -> Date,
        random: @escaping () -> Double = { .random(in: 0..<1) }
    ) {
        self.config = config
        self.postgres = postgres
        let logger = logger.named("relay")
        let numbers = RelayMetrics(metrics)
        let store = OutboxStore(postgres)
        let leases = RelayLeases(store, owner: owner, logger: logger, metrics: numbers)
        let parts = RelayParts(
            store: store, leases: leases, publisher: publisher, failpoints: failpoints, metrics: numbers,
            logger: logger, random: random)
        self.parts = parts
        lanes = (0..<config.lanes).map { RelayLane($0, config, parts) }
        rounds = lanes.map { _ in Periodic(every: config.idleInterval, jitter: 0.2, logger: logger) }
        renewal = Periodic(every: .seconds(5), logger: logger)
        upkeep = OutboxUpkeep(parts, postgres, config, source: source, now: now)
    }

    /// Makes the relay look into the outbox at once; after a commit in the same process.
    public func wake() {
        for round in rounds { round.wake() }
    }

    /// One round of every lane, leases first where there are none.
    public func runOnce() async throws -> OutboxRound {
        guard config.eventsEnabled else { return OutboxRound() }
        if parts.leases.shards.isEmpty { _ = try await parts.leases.acquire() }
        var sum = OutboxRound()
        for lane in lanes { sum = sum + (try await lane.runOnce()) }
        return sum
    }

    /// What is due in the database beside publishing: heartbeats, deletion of old rows, numbers for the metrics.
    public func runUpkeepOnce() async throws { _ = try await upkeep.runOnce() }

    public func run() async throws {
        guard config.eventsEnabled else {
            parts.logger.notice("Events are not published: events.enabled is false")
            let never = Latch()
            return await never.wait()
        }
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await self.renew() }
            for index in lanes.indices { group.addTask { await self.runLane(index) } }
            group.addTask { await self.upkeep.run() }
            if config.listens { group.addTask { await self.listen() } }
        }
    }

    /// Ends the rounds in progress and gives the leases back.
    public func stop() async {
        for round in rounds { await round.stop() }
        await upkeep.stop()
        await renewal.stop()
        await parts.leases.release()
    }

    private func renew() async {
        await renewal.run {
            if try await self.parts.leases.acquire() { self.wake() }
            return nil
        }
    }

    private func runLane(_ index: Int) async {
        await rounds[index].run {
            let round = try await self.lanes[index].runOnce()
            if round.published > 0 { self.lastPublished = .now }
            if let pause = round.pause { return pause }
            if round.mayHaveMore { return .zero }
            let isBusy = self.lastPublished.map { $0.duration(to: .now) < .seconds(1) } ?? false
            return isBusy ? self.config.busyInterval : nil
        }
    }

    private func listen() async {
        for await _ in postgres.listen(Self.channel) { wake() }
    }
}
