import Dapr
import FoundationEssentials
import Messaging
import Observability
import Postgres
import Reactor
import ServiceKit
import TestSupport
import Testing
import TodoCore
import TodoStore

@LoopActor @Suite(.todoDatabase) struct OutboxRelayTests {
    @Test func eventsOfATaskGoInOrderOneAfterTheOther() async throws {
        try await RelayWorld.run { world in
            for seq in 1...5 { try await world.append("a\(seq)", of: 1, seq: seq) }
            for seq in 1...3 { try await world.append("b\(seq)", of: 2, seq: seq) }
            let relay = world.relay()
            #expect(try await relay.runOnce().published == 2)
            try await world.drain(relay)
            let events = world.sidecar.events("task-events")
            #expect(events.filter { $0.contains("a") } == (1...5).map { "\"a\($0)\"" })
            #expect(events.filter { $0.contains("b") } == (1...3).map { "\"b\($0)\"" })
            #expect(try await world.count("published_at IS NOT NULL") == 8)
            #expect(world.sidecar.stored.first { $0.event == "\"a1\"" }?.key == "00000000-0000-7000-8000-000000000001")
        }
    }

    @Test func aBacklogOfManyTasksGoesInFullCalls() async throws {
        try await RelayWorld.run { world in
            for task in 1...250 { try await world.append("t\(task)", of: task, seq: 1) }
            let relay = world.relay(OutboxConfig(lanes: 1))
            #expect(try await relay.runOnce().published == 250)
            #expect(world.sidecar.calls.map(\.ids.count) == [100, 100, 50])
            #expect(world.sidecar.mostInFlight <= 2)
        }
    }

    @Test func theStreamTopicComesFirstAndBothAreNeeded() async throws {
        try await RelayWorld.run { world in
            try await world.append("a", of: 1, seq: 1, topics: ["task-events", "task-created"])
            world.sidecar.failure = { _, topic in topic == "task-created" ? .brokerAway : nil }
            let relay = world.relay()
            #expect(try await relay.runOnce().published == 0)
            #expect(world.sidecar.calls.map(\.topic) == ["task-events", "task-created"])
            #expect(try await world.count("published_at IS NULL") == 1)
            world.sidecar.failure = { _, _ in nil }
            try await world.append("b", of: 3, seq: 1)  // a round of other events does not make it forget
            _ = try await relay.runOnce()
            try await world.makeDue()
            try await world.drain(relay)
            // Only what was missing goes again.
            #expect(world.sidecar.events("task-events").sorted() == ["\"a\"", "\"b\""])
            #expect(world.sidecar.events("task-created") == ["\"a\""])
            #expect(try await world.count("published_at IS NULL") == 0)
        }
    }

    @Test func whileEverythingFailsNothingIsParkedAndNoAttemptIsLost() async throws {
        try await RelayWorld.run { world in
            for task in 1...3 { try await world.append("t\(task)", of: task, seq: 1) }
            world.sidecar.failure = { _, _ in .brokerAway }
            let relay = world.relay()
            for _ in 0..<8 {
                try await world.makeDue()
                #expect(try await relay.runOnce().published == 0)
            }
            #expect(try await world.count("attempts = 0 AND parked_at IS NULL AND published_at IS NULL") == 3)
            #expect(try await world.count("last_error LIKE '%run out of available brokers%'") == 3)
            world.sidecar.failure = { _, _ in nil }
            try await world.makeDue()
            #expect(try await relay.runOnce().published == 3)
        }
    }

    @Test func aSidecarThatIsAwayStopsTheWholeRelayForAWhile() async throws {
        try await RelayWorld.run { world in
            try await world.append("a", of: 1, seq: 1)
            world.sidecar.refusal = { _, _ in .sidecarAway }
            let relay = world.relay(random: 1)
            #expect(try await relay.runOnce().pause != nil)
            let calls = world.sidecar.calls.count
            #expect(try await relay.runOnce().pause != nil)
            #expect(world.sidecar.calls.count == calls)
            #expect(try await world.count("attempts = 0 AND last_error IS NULL AND not_before = '-infinity'") == 1)
        }
    }

    @Test func anEventThatFailsFiveTimesBesideOthersIsParkedAndItsTaskGoesOn() async throws {
        try await RelayWorld.run { world in
            try await world.append("poison", of: 1, seq: 1)
            try await world.append("next", of: 1, seq: 2)
            world.sidecar.failure = { event, _ in event == "\"poison\"" ? .brokerAway : nil }
            let relay = world.relay()
            for round in 1...5 {
                try await world.append("good\(round)", of: 100 + round, seq: 1, key: 1)
                try await world.makeDue()
                #expect(try await relay.runOnce().published == 1)
            }
            #expect(try await world.count("parked_at IS NOT NULL AND attempts = 5") == 1)
            try await world.drain(relay)
            #expect(world.sidecar.events("task-events").last == "\"next\"")
        }
    }

    @Test func aPoisonEventThatIsAloneDelaysTheNextForAtMostThreeSeconds() async throws {
        try await RelayWorld.run { world in
            try await world.append("poison", of: 1, seq: 1)
            world.sidecar.failure = { event, _ in event == "\"poison\"" ? .brokerAway : nil }
            let relay = world.relay(random: 1)
            let round = try await relay.runOnce()
            #expect(round.delayed == 1)
            #expect(try #require(round.pause) <= .seconds(3))
        }
    }

    @Test func anEventThatIsTooLargeIsParkedAtOnce() async throws {
        try await RelayWorld.run { world in
            for task in 1...3 { try await world.append("t\(task)", of: task, seq: 1, key: 1) }
            world.sidecar.failure = { event, _ in event == "\"t2\"" ? .tooLarge : nil }
            let round = try await world.relay().runOnce()
            #expect(round.published == 2)
            #expect(round.parked == 1)
            #expect(try await world.count("parked_at IS NOT NULL AND payload::text = '\"t2\"'") == 1)
        }
    }

    @Test func oneBadEntryThatRefusesTheCallIsFoundByTryingEach() async throws {
        try await RelayWorld.run { world in
            for task in 1...3 { try await world.append("t\(task)", of: task, seq: 1, key: 1) }
            world.sidecar.refusal = { _, count in count > 1 ? .tooLarge : nil }
            world.sidecar.failure = { event, _ in event == "\"t2\"" ? .tooLarge : nil }
            let round = try await world.relay().runOnce()
            #expect(round.published == 2)
            #expect(round.parked == 1)
        }
    }

    @Test func aForbiddenTopicRestsAndTheOthersGoOn() async throws {
        try await RelayWorld.run { world in
            try await world.append("a", of: 1, seq: 1, topics: ["reminders"])
            world.sidecar.refusal = { topic, _ in topic == "reminders" ? .forbidden : nil }
            let relay = world.relay()
            #expect(try await relay.runOnce().pause == nil)
            try await world.append("b", of: 2, seq: 1)
            #expect(try await relay.runOnce().published == 1)
            #expect(world.sidecar.calls.map(\.topic) == ["reminders", "task-events"])
            #expect(try await world.count("published_at IS NULL AND attempts = 0 AND parked_at IS NULL") == 1)
        }
    }

    @Test func aMissingComponentIsTriedAgain() async throws {
        try await RelayWorld.run { world in
            try await world.append("a", of: 1, seq: 1)
            world.sidecar.refusal = { _, _ in .noComponent }
            let relay = world.relay()
            #expect(try await relay.runOnce().published == 0)
            world.sidecar.refusal = { _, _ in nil }
            #expect(try await relay.runOnce().published == 1)
        }
    }

    @Test func aMarkUnderALostLeaseDoesNothing() async throws {
        try await RelayWorld.run { world in
            for task in 1...4 { try await world.append("t\(task)", of: task, seq: 1) }
            let relay = world.relay(OutboxConfig(lanes: 1))
            world.sidecar.before = {
                // Another relay takes shards 1 and 2 while the publish is in flight.
                _ = try? await world.postgres.write(
                    "UPDATE relay_leases SET owner = \(UUID()), epoch = epoch + 1 WHERE shard IN (1, 2)")
            }
            let round = try await relay.runOnce()
            #expect(round.published == 2)
            #expect(round.leasesLost == 2)
            #expect(try await world.count("published_at IS NULL AND shard IN (1, 2)") == 2)
            world.sidecar.before = {}
            #expect(try await relay.runOnce().published == 0)  // it does not touch these shards any more
        }
    }

    @Test func twoRelaysShareTheShardsAndPublishEachEventOnce() async throws {
        try await RelayWorld.run { world in
            for task in 0..<64 { try await world.append("t\(task)", of: task, seq: 1) }
            let first = world.relay()
            let second = world.relay()
            #expect(try await first.runOnce().published == 64)
            #expect(try await second.runOnce().published == 0)
            await first.stop()
            for task in 0..<64 { try await world.append("u\(task)", of: task, seq: 2) }
            try await world.drain(second)
            #expect(Set(world.sidecar.events("task-events")).count == 128)
            #expect(world.sidecar.stored.count == 128)
        }
    }

    @Test func aRelayThatRunsIsWokenAndStopsWithItsLeasesReleased() async throws {
        try await RelayWorld.run { world in
            let relay = world.relay(OutboxConfig(idleInterval: .seconds(60), listens: true))
            let published = Latch()
            world.sidecar.before = { published.open() }
            let running = Task { try await relay.run() }
            while try await world.postgres.read("SELECT 1 FROM relay_leases WHERE owner IS NULL").count > 0 {
                try await LoopClock().sleep(for: .milliseconds(5))
            }
            try await world.append("a", of: 1, seq: 1)
            // The hint may come before the relay's connection listens; a person's second try finds it listening.
            while !published.isOpen {
                await world.postgres.notify(OutboxRelay.channel)
                try await LoopClock().sleep(for: .milliseconds(10))
            }
            while try await world.count("published_at IS NULL") > 0 {
                try await LoopClock().sleep(for: .milliseconds(5))
            }
            await relay.stop()
            running.cancel()
            try await running.value
            #expect(try await world.postgres.read("SELECT 1 FROM relay_leases WHERE owner IS NOT NULL").isEmpty)
        }
    }

    @Test func theHintInTheProcessNeedsNoNotification() async throws {
        try await RelayWorld.run { world in
            let relay = world.relay(OutboxConfig(idleInterval: .seconds(60), listens: false))
            let running = Task { try await relay.run() }
            while try await world.postgres.read("SELECT 1 FROM relay_leases WHERE owner IS NULL").count > 0 {
                try await LoopClock().sleep(for: .milliseconds(5))
            }
            try await world.append("a", of: 1, seq: 1)
            relay.wake()
            while try await world.count("published_at IS NULL") > 0 {
                try await LoopClock().sleep(for: .milliseconds(5))
            }
            await relay.stop()
            running.cancel()
            try await running.value
        }
    }

    @Test func withEventsSwitchedOffEverythingStaysInTheOutbox() async throws {
        try await RelayWorld.run { world in
            try await world.append("a", of: 1, seq: 1)
            #expect(try await world.relay(OutboxConfig(eventsEnabled: false)).runOnce() == OutboxRound())
            #expect(world.sidecar.calls.isEmpty)
            #expect(try await world.count("published_at IS NULL") == 1)
        }
    }

    @Test func upkeepWritesOneHeartbeatPerShardAndMinuteAndDeletesOldRows() async throws {
        try await RelayWorld.run { world in
            try await world.append("old", of: 1, seq: 1)
            try await world.append("new", of: 2, seq: 1)
            let relay = world.relay()
            #expect(try await relay.runOnce().published == 2)
            _ = try await world.postgres.write(
                "UPDATE outbox_events SET published_at = now() - interval '8 days' WHERE payload::text = '\"old\"'")
            try await relay.runUpkeepOnce()
            try await relay.runUpkeepOnce()
            #expect(try await world.count("payload::text = '\"old\"'") == 0)
            #expect(try await world.count("payload::text = '\"new\"'") == 1)
            #expect(try await world.count("type = 'relay.heartbeat.v1'") == 16)
            let shards = try await world.postgres.read(
                "SELECT count(DISTINCT shard) FROM outbox_events WHERE type = 'relay.heartbeat.v1'")
            #expect(shards[0].int(0) == 16)
            #expect(String(decoding: world.metrics.text(), as: UTF8.self).contains("outbox_pending"))
        }
    }
}
