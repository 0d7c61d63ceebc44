import FoundationEssentials
import Observability
import Postgres
import Reactor
import ServiceKit
import TestSupport
import Testing
import TodoCore
import TodoStore

@testable import NotificationService

@LoopActor @Suite(.todoDatabase, .noHanging) struct DeliveryWorkerTests {
    private func makeDue(_ world: NotificationWorld) async throws {
        try await world.run("UPDATE notification_deliveries SET next_attempt_at = now() WHERE status = 'failed'")
    }

    @Test func aMailIsSentOnceAndAnnounced() async throws {
        try await NotificationWorld.run { world in
            try await world.store()
            #expect(try await world.delivery.runOnce() == .attempted(.sent()))
            #expect(try await world.delivery.runOnce() == .idle)
            #expect(try await world.deliveries() == ["sent 1 sent"])
            #expect(try await world.published() == ["notification.sent.v1"])
            #expect(world.channel.delivered.map(\.user.email) == ["ann@example.org"])
        }
    }

    @Test func whatWasNotTakenIsTriedAgainLater() async throws {
        try await NotificationWorld.run { world in
            try await world.store()
            world.channel.outcomes = [.refused("451 later", isOutage: false, atLeast: .seconds(60))]
            _ = try await world.delivery.runOnce()
            #expect(try await world.delivery.runOnce() == .idle)
            #expect(try await world.deliveries() == ["failed 1 failed"])
            #expect(try await world.published().isEmpty)
            try await makeDue(world)
            #expect(try await world.delivery.runOnce() == .attempted(.sent()))
            #expect(try await world.deliveries() == ["sent 2 failed,sent"])
        }
    }

    @Test func theTwelfthRefusalIsTheLast() async throws {
        try await NotificationWorld.run { world in
            try await world.store()
            try await world.run("UPDATE notification_deliveries SET attempts = 11")
            world.channel.outcomes = [.refused("451 later", isOutage: false)]
            _ = try await world.delivery.runOnce()
            #expect(try await world.deliveries() == ["dead 12 failed"])
            #expect(try await world.published() == ["notification.failed.v1"])
        }
    }

    @Test func twoMailsThatComeBackStopMailToTheAddress() async throws {
        try await NotificationWorld.run { world in
            try await world.store(3)
            world.channel.outcomes = [
                .rejected("550 no such user", isAddressDead: true), .rejected("550 no such user", isAddressDead: true),
            ]
            for _ in 0..<2 { _ = try await world.delivery.runOnce() }
            #expect(try await world.delivery.runOnce() == .suppressed)
            #expect(world.channel.delivered.count == 2)
            #expect(try await world.count("users WHERE email_suppressed_at IS NOT NULL") == 1)
            #expect(try await world.published() == ["notification.failed.v1", "notification.failed.v1"])
        }
    }

    @Test func aMailTooLargeSaysNothingAboutTheAddress() async throws {
        try await NotificationWorld.run { world in
            try await world.store(2)
            world.channel.outcomes = [.rejected("552 too large"), .rejected("552 too large")]
            for _ in 0..<2 { _ = try await world.delivery.runOnce() }
            #expect(try await world.count("users WHERE email_suppressed_at IS NOT NULL") == 0)
        }
    }

    @Test func anUnknownOutcomeIsTriedOnceMoreAndThenHeld() async throws {
        try await NotificationWorld.run { world in
            try await world.store()
            world.channel.outcomes = [.unknown("EOF"), .unknown("EOF")]
            _ = try await world.delivery.runOnce()
            #expect(try await world.deliveries() == ["failed 1 unknown"])
            try await makeDue(world)
            _ = try await world.delivery.runOnce()
            #expect(try await world.deliveries() == ["unknown 2 unknown,unknown"])
            #expect(try await world.delivery.runOnce() == .idle)
            #expect(try await world.published().isEmpty)
        }
    }

    @Test func securityMailWithAnUnknownOutcomeIsHeldAtOnce() async throws {
        try await NotificationWorld.run { world in
            try await world.store(kind: .security)
            world.channel.outcomes = [.unknown("EOF")]
            _ = try await world.delivery.runOnce()
            #expect(try await world.deliveries() == ["unknown 1 unknown"])
        }
    }

    @Test func aTaskThatWasDoneMeanwhileIsNotMailed() async throws {
        try await NotificationWorld.run { world in
            let task = try await world.create()
            try await world.store(task: task.id)
            try await world.store(kind: .completed, task: task.id)
            try await world.run("UPDATE tasks SET status = 'completed'")
            var rounds: [DeliveryWorker.Round] = []
            for _ in 0..<3 { rounds.append(try await world.delivery.runOnce()) }
            #expect(
                Set(rounds.map { "\($0)" }) == ["suppressed", "\(DeliveryWorker.Round.attempted(.sent()))", "idle"])
            #expect(world.channel.delivered.map(\.notification.kind) == [.completed])
        }
    }

    @Test func racingReplicasSendEachMailOnceAndOneAtATime() async throws {
        try await NotificationWorld.run { world in
            try await world.store(60)
            let replicas = [world, world.replica()]
            let rounds = await concurrently(2) { index in
                var sent = 0
                while try await replicas[index].delivery.runOnce() != .idle { sent += 1 }
                return sent
            }
            #expect(try rounds.map { try $0.get() }.reduce(0, +) == 60)
            let ids = replicas.flatMap { $0.channel.delivered.map(\.delivery.id) }
            #expect(ids.count == 60)
            #expect(Set(ids).count == 60)
            #expect(replicas.map(\.channel.mostAtOnce).max() == 1)
            #expect(try await world.count("notification_deliveries WHERE status = 'sent'") == 60)
            #expect(try await world.count("outbox_events") == 60)
        }
    }

    @Test func anAttemptThatACrashCutOffIsRescuedAndMadeOnceMore() async throws {
        try await NotificationWorld.run { world in
            try await world.store()
            // The first half: claimed and on record, then nothing.
            #expect(try await DeliveryStore(world.postgres).claim(channel: .email, lease: .zero).count == 1)
            #expect(try await world.delivery.runOnce() == .idle)
            #expect(try await world.upkeep.runOnce() == .init(rescued: 1))
            #expect(try await world.delivery.runOnce() == .attempted(.sent()))
            #expect(try await world.deliveries() == ["sent 2 unknown,sent"])
        }
    }

    @Test func aResultThatCouldNotBeWrittenIsWrittenLaterAndNothingIsSentTwice() async throws {
        try await NotificationWorld.run { world in
            try await world.store()
            world.channel.meanwhile = { _ in try await world.breakTable("delivery_attempts") }
            await #expect(throws: PostgresError.self) { try await world.delivery.runOnce() }
            #expect(try await world.deliveries() == ["sending 1 started"])
            try await world.mend("delivery_attempts")
            #expect(try await world.delivery.runOnce() == .idle)
            #expect(try await world.deliveries() == ["sent 1 sent"])
            #expect(world.channel.delivered.count == 1)
            #expect(try await world.published() == ["notification.sent.v1"])
        }
    }

    @Test func aResultUnderALostLeaseChangesNothing() async throws {
        try await NotificationWorld.run { world in
            try await world.store()
            world.channel.meanwhile = { _ in
                try await world.run("UPDATE notification_deliveries SET lease_until = now() - interval '1 s'")
                #expect(try await world.upkeep.runOnce() == .init(rescued: 1))
            }
            _ = try await world.delivery.runOnce()
            #expect(try await world.deliveries() == ["failed 1 unknown"])
            #expect(try await world.published().isEmpty)
            #expect(world.log["The lease ended before the result was on record"] != nil)
        }
    }

    @Test func whileTheBreakerIsOpenNothingIsClaimed() async throws {
        try await NotificationWorld.run { world in
            try await world.store(10)
            world.channel.outcomes = Array(repeating: .refused("connection refused", isOutage: true), count: 6)
            for _ in 0..<5 { _ = try await world.delivery.runOnce() }
            #expect(try await world.delivery.runOnce() == .paused(.seconds(30)))
            #expect(try await world.count("notification_deliveries WHERE attempts = 0") == 5)
            world.breakerClock.now = LoopClock.Instant(nanoseconds: 30_000_000_000)
            // One probe, which fails.
            _ = try await world.delivery.runOnce()
            #expect(try await world.delivery.runOnce() == .paused(.seconds(30)))
            world.breakerClock.now = LoopClock.Instant(nanoseconds: 60_000_000_000)
            #expect(try await world.delivery.runOnce() == .attempted(.sent()))
            #expect(try await world.delivery.runOnce() == .attempted(.sent()))
            #expect(world.log["Delivered again"] != nil)
        }
    }

    @Test(arguments: [DeliveryOutcome.unreachable("connection refused"), .misconfigured("401")])
    func whatWasNeverTriedIsNoAttempt(outcome: DeliveryOutcome) async throws {
        try await NotificationWorld.run { world in
            try await world.store()
            world.channel.outcomes = [outcome]
            #expect(try await world.delivery.runOnce() == .attempted(outcome))
            #expect(try await world.deliveries() == ["pending 0 "])
            world.breakerClock.now = LoopClock.Instant(nanoseconds: 30_000_000_000)
            #expect(try await world.delivery.runOnce() == .attempted(.sent()))
            #expect(try await world.deliveries() == ["sent 1 sent"])
        }
    }

    @Test func whatIsOverIsEndedAndAnnouncedIfItWasTried() async throws {
        try await NotificationWorld.run { world in
            try await world.store(2)
            world.channel.outcomes = [.refused("451 later", isOutage: false)]
            _ = try await world.delivery.runOnce()
            try await world.run(
                "UPDATE notification_deliveries SET expires_at = now() - interval '1 s', next_attempt_at = now()")
            #expect(try await world.delivery.runOnce() == .idle)
            #expect(try await world.upkeep.runOnce() == .init(expired: 2))
            #expect(Set(try await world.deliveries()) == ["dead 1 failed", "suppressed 0 "])
            #expect(try await world.published() == ["notification.failed.v1"])
        }
    }

    @Test func aWakeSendsAtOnceWhatWasJustStored() async throws {
        try await NotificationWorld.run { world in
            let delivery = world.delivery
            async let running: Void = delivery.run()
            _ = try await world.delivery.runOnce()
            try await world.create(remindAt: [world.now])
            _ = try await world.reminders.runOnce()
            _ = await world.log.first("Delivered")
            await delivery.stop()
            try await running
            #expect(try await world.deliveries() == ["sent 1 sent"])
        }
    }

    @Test func theMetricsAreBoundedAndCountOutcomes() async throws {
        try await NotificationWorld.run { world in
            try await world.create(remindAt: [world.now])
            _ = try await world.reminders.runOnce()
            _ = try await world.delivery.runOnce()
            let text = String(decoding: world.metrics.text(), as: UTF8.self)
            #expect(text.contains(#"notifications_stored_total{kind="reminder"} 1"#))
            #expect(text.contains(#"deliveries_total{channel="email",outcome="sent"} 1"#))
        }
    }
}
