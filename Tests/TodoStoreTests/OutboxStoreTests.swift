import FoundationEssentials
import Postgres
import Reactor
import TestSupport
import Testing
import TodoCore
import TodoStore

@LoopActor @Suite(.todoDatabase, .noHanging) struct OutboxStoreTests {
    private let mine = UUID()
    private let theirs = UUID()

    /// Heads of all shards, in the order of their ids.
    private func heads(_ store: StoreFixture) async throws -> [OutboxHead] {
        try await store.outbox.heads(ofShards: Array(0..<OutboxStore.shards), limit: 200).sorted { $0.id < $1.id }
    }

    /// Leases of all shards, by shard.
    private func leases(_ store: StoreFixture, _ owner: UUID) async throws -> [Int: RelayLease] {
        let leases = try await store.outbox.acquireLeases(owner: owner, limit: 16)
        return Dictionary(uniqueKeysWithValues: leases.map { ($0.shard, $0) })
    }

    private func publish(_ heads: [OutboxHead], _ store: StoreFixture, _ leases: [Int: RelayLease]) async throws -> Int
    {
        try await store.outbox.markPublished(heads.map(\.id), owner: mine, leases: Array(leases.values)).count
    }

    private func createTwice(_ store: StoreFixture) async throws -> TodoTask {
        let task = TodoTask.sample(of: store.user)
        try await store.create(task)
        try await store.update(task.changed { $0.title = "Buy bread" }, replacing: task)
        return task
    }

    // MARK: Leases

    @Test func twoRelaysShareTheShards() async throws {
        try await StoreFixture.with { store in
            let first = try await store.outbox.acquireLeases(owner: mine, limit: 16)
            #expect(first.map(\.shard) == Array(0...15))
            #expect(first.allSatisfy { $0.epoch == 1 })
            #expect(try await store.outbox.acquireLeases(owner: theirs, limit: 16).isEmpty)
            #expect(try await store.outbox.otherRelays(than: theirs) == 1)
            try await store.outbox.releaseLeases(owner: mine, shards: Array(8...15))
            let second = try await store.outbox.acquireLeases(owner: theirs, limit: 16)
            #expect(second.map(\.shard) == Array(8...15))
            #expect(second.allSatisfy { $0.epoch == 2 })
            let renewed = try await store.outbox.acquireLeases(owner: mine, limit: 16)
            #expect(renewed == Array(first.prefix(8)))
        }
    }

    @Test func aLeaseThatRanOutIsTakenAndOneGivenBackIsFree() async throws {
        try await StoreFixture.with { store in
            _ = try await store.outbox.acquireLeases(owner: mine, limit: 16, for: .zero)
            #expect(try await store.outbox.acquireLeases(owner: theirs, limit: 16).count == 16)
            try await store.outbox.releaseLeases(owner: theirs)
            #expect(try await store.outbox.acquireLeases(owner: mine, limit: 3).map(\.epoch) == [3, 3, 3])
        }
    }

    @Test func relaysThatStartAtOnceGetDifferentShards() async throws {
        try await StoreFixture.with { store in
            let leases = try await concurrently(16) { _ in
                try await store.outbox.acquireLeases(owner: UUID(), limit: 3)
            }.flatMap { try $0.get().map(\.shard) }
            #expect(Set(leases).count == leases.count)
        }
    }

    // MARK: Order

    @Test func onlyTheOldestEventOfATaskMayGo() async throws {
        try await StoreFixture.with { store in
            let task = try await createTwice(store)
            let other = try await createTwice(store)
            let leases = try await leases(store, mine)
            let first = try await heads(store)
            #expect(first.map(\.partitionKey) == [task.id.rawValue, other.id.rawValue])
            #expect(first.map(\.type) == ["task.created.v1", "task.created.v1"])
            #expect(first[0].topics == ["task-events", "task-created"])
            #expect(first[0].payload.starts(with: [UInt8(ascii: "{")]))
            #expect(try await publish(first, store, leases) == 2)
            let second = try await heads(store)
            #expect(second.map(\.type) == ["task.updated.v1", "task.updated.v1"])
            #expect(try await publish(second, store, leases) == 2)
            #expect(try await heads(store).isEmpty)
        }
    }

    @Test func aFailingHeadHoldsBackItsOwnTaskOnlyUntilItIsParked() async throws {
        try await StoreFixture.with { store in
            _ = try await createTwice(store)
            let other = try await createTwice(store)
            let head = try await heads(store)[0]
            try await store.outbox.backOff([.init(id: head.id, delay: .seconds(60), error: "broker away")])
            #expect(try await heads(store).map(\.partitionKey) == [other.id.rawValue])
            try await store.run("UPDATE outbox_events SET not_before = now() WHERE id = \(head.id)")
            let again = try await heads(store)
            #expect(again.map(\.id).contains(head.id))
            #expect(again.first { $0.id == head.id }?.attempts == 1)
            try await store.outbox.park(head.id, reason: "too large")
            let types = try await heads(store).filter { $0.partitionKey == head.partitionKey }.map(\.type)
            #expect(types == ["task.updated.v1"])
            let parked = try await store.outbox.parked()
            #expect(parked.map(\.id) == [head.id])
            #expect(parked.map(\.reason) == ["too large"])
            #expect(parked.map(\.attempts) == [2])
            #expect(try await store.outbox.parked(reason: "something else").isEmpty)
            #expect(try await store.outbox.unpark([head.id]) == 1)
            #expect(try await heads(store).map(\.id).contains(head.id))
            try await store.outbox.park(head.id, reason: "too large")
            #expect(try await store.outbox.dropParked([head.id]) == 1)
            #expect(try await store.outbox.parked().isEmpty)
        }
    }

    // MARK: Fencing

    @Test func whoLostTheLeaseCannotMark() async throws {
        try await StoreFixture.with { store in
            _ = try await createTwice(store)
            let old = try await leases(store, mine)
            let head = try await heads(store)[0]
            try await store.run("UPDATE relay_leases SET expires_at = now() - interval '1 s'")
            let new = try await leases(store, theirs)
            let (stale, fresh) = (try #require(old[head.shard]), try #require(new[head.shard]))
            #expect(try await store.outbox.markPublished([head.id], owner: mine, leases: [stale]).isEmpty)
            #expect(try await store.outbox.markPublished([head.id], owner: theirs, leases: [stale]).isEmpty)
            #expect(try await store.outbox.markPublished([head.id], owner: theirs, leases: [fresh]) == [head.id])
        }
    }

    @Test func aHeartbeatGoesIntoItsShardWhileTheLeaseIsHeld() async throws {
        try await StoreFixture.with { store in
            _ = try await store.outbox.acquireLeases(owner: mine, limit: 16)
            func beats() -> [OutboxEvent] {
                (0..<16).map { shard in
                    .heartbeat(
                        shard: shard, key: OutboxStore.heartbeatKey(ofShard: shard), .sample(by: store.user))
                }
            }
            #expect(try await store.outbox.appendHeartbeats(beats(), owner: mine) == 16)
            #expect(try await store.outbox.appendHeartbeats(beats(), owner: theirs) == 0)
            let shards = try await store.postgres.read("SELECT shard FROM outbox_events ORDER BY id").map { $0.int(0) }
            #expect(shards == Array(0..<16))
        }
    }

    // MARK: Upkeep

    @Test func statisticsCountWhatWaits() async throws {
        try await StoreFixture.with { store in
            #expect(try await store.outbox.statistics() == .init(pending: 0, oldestAge: 0, parked: 0))
            _ = try await createTwice(store)
            try await store.run("UPDATE outbox_events SET created_at = now() - interval '90 s' WHERE aggregate_seq = 1")
            let head = try await heads(store)[0]
            let statistics = try await store.outbox.statistics()
            #expect(statistics.pending == 2)
            #expect(statistics.oldestAge >= 90)
            try await store.outbox.park(head.id, reason: "x")
            #expect(try await store.outbox.statistics().parked == 1)
        }
    }

    @Test func onlyOldPublishedEventsAreDeleted() async throws {
        try await StoreFixture.with { store in
            for _ in 0..<3 { _ = try await createTwice(store) }
            try await store.run(
                """
                UPDATE outbox_events
                   SET published_at = CASE WHEN id % 3 = 0 THEN NULL WHEN id % 3 = 1 THEN now()
                                           ELSE now() - interval '8 days' END
                """)
            #expect(try await store.outbox.deletePublished(olderThan: .seconds(7 * 86_400), limit: 3) == 1)
            #expect(try await store.outbox.deletePublished(olderThan: .seconds(7 * 86_400)) == 1)
            #expect(try await store.outbox.deletePublished(olderThan: .seconds(7 * 86_400)) == 0)
            #expect(try await store.count(of: "outbox_events") == 4)
        }
    }
}
