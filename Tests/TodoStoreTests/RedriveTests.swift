import FoundationEssentials
import Postgres
import Reactor
import TestSupport
import Testing
import TodoCore
import TodoStore

@LoopActor @Suite(.todoDatabase, .noHanging) struct RedriveTests {
    private let consumer = "notification-service"
    private let types: [EventType] = [.taskCreated, .taskUpdated]

    /// Events that were all published half an hour ago and seen, one second after the other.
    private func fill(_ store: StoreFixture, count: Int = 400) async throws {
        try await store.run(
            """
            INSERT INTO outbox_events
                (event_id, aggregate_id, aggregate_seq, partition_key, type, topics, payload, created_at, published_at)
            SELECT e, e, 1, e, 'task.created.v1', '{task-events}', '{}', now() - interval '31 minutes' + n * interval '1 s',
                   now() - interval '30 minutes' + n * interval '1 s'
              FROM (SELECT n, gen_random_uuid() AS e FROM generate_series(1, \(count)::int) n) x
            """)
        try await store.run(
            """
            INSERT INTO processed_events (consumer, event_id, topic)
            SELECT \(consumer)::text, event_id, 'task-events' FROM outbox_events ORDER BY id
            """)
    }

    private func redrive(_ store: StoreFixture, after: Int = 0, limit: Int = 20_000) async throws -> OutboxStore.Redrive
    {
        try await store.outbox.redrive(consumer: consumer, types: types, after: after, limit: limit)
    }

    @Test func exactlyTheSkippedEventIsSentAgain() async throws {
        try await StoreFixture.with { store in
            try await fill(store)
            #expect(try await redrive(store).redriven == 0)
            let lost = try await store.number("SELECT min(id) + 100 FROM outbox_events")
            try await forget(lost, store)
            let found = try await redrive(store)
            #expect(found.redriven == 1)
            #expect(found.settledThrough == lost - 1)
            #expect(found.isComplete)
            let unpublished = try await store.postgres.read(
                "SELECT id, redrives FROM outbox_events WHERE published_at IS NULL")
            #expect(unpublished.map { [$0.int(0), $0.int(1)] } == [[lost, 1]])
        }
    }

    @Test func whatIsMerelyLateIsLeftAlone() async throws {
        try await StoreFixture.with { store in
            try await fill(store, count: 50)
            // The newest of each shard: nothing published later was seen.
            try await store.run(
                """
                DELETE FROM processed_events USING outbox_events o
                 WHERE processed_events.event_id = o.event_id
                   AND o.id = (SELECT max(id) FROM outbox_events x WHERE x.shard = o.shard)
                """)
            #expect(try await redrive(store).redriven == 0)
        }
    }

    @Test func eventsOfOthersAndYoungOnesAreNotMissed() async throws {
        try await StoreFixture.with { store in
            try await fill(store)
            let first = try await store.number("SELECT min(id) FROM outbox_events")
            try await forget(first, store)
            try await forget(first + 1, store)
            try await store.run("UPDATE outbox_events SET type = 'notification.sent.v1' WHERE id = \(first)")
            try await store.run("UPDATE outbox_events SET published_at = now() WHERE id = \(first + 1)")
            let found = try await redrive(store)
            #expect(found.redriven == 0)
            #expect(found.settledThrough == first)
        }
    }

    @Test func afterThreeTimesItStaysAndIsCounted() async throws {
        try await StoreFixture.with { store in
            try await fill(store)
            let lost = try await store.number("SELECT min(id) FROM outbox_events")
            try await forget(lost, store)
            for _ in 0..<3 {
                #expect(try await redrive(store).redriven == 1)
                try await store.run(
                    "UPDATE outbox_events SET published_at = now() - interval '30 minutes' WHERE id = \(lost)")
            }
            let found = try await redrive(store)
            #expect(found.redriven == 0)
            #expect(found.exhausted == 1)
            #expect(found.settledThrough == found.scannedThrough)
        }
    }

    @Test func aLongOutboxIsLookedOverInStretches() async throws {
        try await StoreFixture.with { store in
            try await fill(store)
            let first = try await redrive(store, limit: 300)
            #expect(!first.isComplete)
            #expect(first.settledThrough == first.scannedThrough)
            let second = try await redrive(store, after: first.scannedThrough, limit: 300)
            #expect(second.isComplete)
            #expect(second.scannedThrough == first.scannedThrough + 100)
        }
    }

    private func forget(_ id: Int, _ store: StoreFixture) async throws {
        try await store.run(
            """
            DELETE FROM processed_events USING outbox_events o
             WHERE processed_events.event_id = o.event_id AND o.id = \(id)
            """)
    }
}
