import FoundationEssentials
import Messaging
import Observability
import Postgres
import Reactor
import TestSupport
import Testing
import TodoCore
import TodoStore

@LoopActor @Suite(.todoDatabase) struct ReconcilerTests {
    /// Publishes events 1... of one shard, eleven minutes ago and a second apart.
    private func publish(_ numbers: ClosedRange<Int>, _ world: EventWorld, type: String = "task.created.v1")
        async throws
    {
        for number in numbers {
            _ = try await world.postgres.write(
                """
                INSERT INTO outbox_events (event_id, aggregate_id, aggregate_seq, partition_key, type, topics, payload,
                    created_at, published_at)
                VALUES (\(UUID.numbered(number)), \(UUID.numbered(number)), 1, \(UUID.numbered(16)), \(type),
                    '{task-events}', '{}', now() - interval '12 minutes',
                    now() - interval '11 minutes' + \(number) * interval '1 second')
                """)
        }
    }

    private func unpublished(_ world: EventWorld) async throws -> Int {
        try await world.count("outbox_events WHERE published_at IS NULL AND redrives > 0")
    }

    @Test func anEventThatWasSkippedIsPublishedAgain() async throws {
        try await EventWorld.run { world in
            try await publish(1...3, world)
            _ = try await world.deliver([EventWorld.event(1), EventWorld.event(3)])
            #expect(try await Reconciler(world.postgres, world.subscriptions).runOnce() == 1)
            #expect(try await unpublished(world) == 1)
            #expect(
                try await world.count("outbox_events WHERE published_at IS NULL AND event_id = \(UUID.numbered(2))")
                    == 1)
        }
    }

    @Test func anEventThatIsMerelyLateIsLeftAlone() async throws {
        try await EventWorld.run { world in
            try await publish(1...3, world)
            _ = try await world.deliver([EventWorld.event(1), EventWorld.event(2)])
            #expect(try await Reconciler(world.postgres, world.subscriptions).runOnce() == 0)
        }
    }

    @Test func anEventThatIsParkedHereIsNotMissed() async throws {
        try await EventWorld.run { world in
            try await publish(1...2, world)
            world.check = { if $0.id.description == EventWorld.id(1) { throw EventWorld.Refused() } }
            _ = try await world.deliver([EventWorld.event(1), EventWorld.event(2)])
            #expect(try await Reconciler(world.postgres, world.subscriptions).runOnce() == 0)
        }
    }

    @Test func aTypeThatNobodySubscribedIsNotMissed() async throws {
        try await EventWorld.run { world in
            try await publish(1...1, world, type: "task.deleted.v1")
            try await publish(2...2, world)
            _ = try await world.deliver([EventWorld.event(2)])
            #expect(try await Reconciler(world.postgres, world.subscriptions).runOnce() == 0)
        }
    }

    @Test func afterThreeTimesItIsReportedAndNeverParked() async throws {
        try await EventWorld.run { world in
            try await publish(1...2, world)
            _ = try await world.deliver([EventWorld.event(2)])
            let reconciler = Reconciler(world.postgres, world.subscriptions)
            for _ in 1...3 {
                #expect(try await reconciler.runOnce() == 1)
                _ = try await world.postgres.write(
                    """
                    UPDATE outbox_events SET published_at = now() - interval '11 minutes' WHERE published_at IS NULL
                    """)
            }
            #expect(try await reconciler.runOnce() == 0)
            #expect(try await world.count("outbox_events WHERE redrives = 3 AND parked_at IS NULL") == 1)
            #expect(String(decoding: world.metrics.text(), as: UTF8.self).contains("outbox_unconsumed 1"))
            #expect(String(decoding: world.metrics.text(), as: UTF8.self).contains("outbox_redriven_total 3"))
        }
    }
}
