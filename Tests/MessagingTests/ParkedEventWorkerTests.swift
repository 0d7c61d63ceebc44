import FoundationEssentials
import JSON
import Messaging
import Postgres
import Reactor
import TestSupport
import Testing
import TodoCore
import TodoStore

@LoopActor @Suite(.todoDatabase) struct ParkedEventWorkerTests {
    /// A world with event 1 parked because its handler refused it.
    private func withParked(_ body: @LoopActor (EventWorld, ParkedEventWorker) async throws -> Void) async throws {
        try await EventWorld.run { world in
            world.check = { _ in throw EventWorld.Refused() }
            _ = try await world.deliver([EventWorld.event(1)])
            try await body(world, ParkedEventWorker(world.subscriptions))
        }
    }

    private func makeDue(_ world: EventWorld) async throws {
        _ = try await world.postgres.write(
            "UPDATE dead_letters SET next_attempt_at = now() WHERE next_attempt_at IS NOT NULL")
    }

    @Test func nothingIsTriedBeforeItsTime() async throws {
        try await withParked { world, worker in
            let tried = try await worker.runOnce()
            #expect(tried == 0)
            #expect(world.handled.count == 2)  // in the batch, then alone
        }
    }

    @Test func anEventThatWorksNowTakesEffectOnce() async throws {
        try await withParked { world, worker in
            world.check = { _ in }
            try await makeDue(world)
            #expect(try await worker.runOnce() == 1)
            #expect(try await worker.runOnce() == 0)
            #expect(try await world.effects == 1)
            #expect(
                try await world.count("dead_letters WHERE replayed_at IS NOT NULL AND next_attempt_at IS NULL") == 1)
            _ = try await world.deliver([EventWorld.event(1)])
            #expect(try await world.effects == 1)
        }
    }

    @Test func anEventThatArrivedAgainMeanwhileIsSettledWithoutAnEffect() async throws {
        try await withParked { world, worker in
            world.check = { _ in }
            _ = try await world.deliver([EventWorld.event(1)])
            try await makeDue(world)
            #expect(try await worker.runOnce() == 1)
            #expect(try await world.effects == 1)
            #expect(try await world.count("dead_letters WHERE replayed_at IS NOT NULL") == 1)
        }
    }

    @Test func afterFiveMoreFailuresItStaysForAPersonAndTheDeadLetterTopicIsTold() async throws {
        try await withParked { world, worker in
            var pauses: [Double] = []
            for _ in 0..<5 {
                try await makeDue(world)
                #expect(try await worker.runOnce() == 1)
                let rows = try await world.postgres.read(
                    "SELECT extract(epoch FROM next_attempt_at - now())::float8 FROM dead_letters")
                if let pause = rows[0].doubleOrNil(0) { pauses.append((pause / 10).rounded(.up) * 10) }
            }
            #expect(pauses == [10, 60, 600, 3_600])
            #expect(try await worker.runOnce() == 0)
            #expect(try await world.count("dead_letters WHERE next_attempt_at IS NULL AND attempts = 6") == 1)
            let told = try await world.postgres.read(
                "SELECT payload, partition_key FROM outbox_events WHERE type = 'event.parked.v1'")
            #expect(told.count == 1)
            let data = try JSONReader.parse(told[0].bytes(0))["data"]?["data"]
            #expect(data?["consumer"]?.string == "consumer")
            #expect(data?["topic"]?.string == "task-events")
            #expect(data?["reason"]?.string == "Refused()")
            #expect(data?["attempts"]?.int == 6)
            #expect(data?["original"]?.string?.contains(EventWorld.id(1)) == true)
            #expect(told[0].uuid(1) == .numbered(7))
            #expect(try await world.effects == 0)
        }
    }

    @Test func aReplayByAPersonHasItsAttemptsBeforeIt() async throws {
        try await withParked { world, worker in
            for _ in 0..<5 {
                try await makeDue(world)
                _ = try await worker.runOnce()
            }
            world.check = { _ in }
            let parked = ParkedEvents(world.postgres)
            let ids = try await parked.list(consumer: "consumer").map(\.id)
            #expect(try await parked.replay(ids) == 1)
            #expect(try await worker.runOnce() == 1)
            #expect(try await world.effects == 1)
        }
    }
}
