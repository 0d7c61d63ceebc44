import HTTP
import HTTPClient
import JSON
import Reactor
import TestSupport
import Testing

@testable import DevSidecar

/// How deliveries fail: F5 to F13 of dapr-faults.md.
@LoopActor @Suite struct FailureTests {
    private static let policy = """
        kind: Resiliency
        metadata: {name: r}
        spec:
          policies:
            timeouts: {short: 50ms}
            retries: {twice: {policy: constant, duration: 1ms, maxRetries: 2}}
          targets: {components: {pubsub: {inbound: {POLICY}}}}
        """
    private static let withDeadLetters =
        #"[{"pubsubname":"pubsub","topic":"orders","route":"/orders","deadLetterTopic":"dead"}]"#

    @Test func f2WithoutASettingTheRepetitionComesAfterFiveSeconds() throws {
        let settings = KafkaSettings()
        #expect(settings.backOff == RetrySchedule(.constant(.seconds(5)), maxRetries: nil))
        #expect(Figures().commitInterval == .seconds(1) && settings.sessionTimeout == .seconds(10))
    }

    @Test func f5ARefusedConnectionMovesTheEventToTheDeadLettersToo() async throws {
        let application = try Application.started(Self.withDeadLetters)
        try await withStandIn { standIn in
            let sidecar = try standIn.add("shop", for: application)
            while try await standIn.call(sidecar, "GET", "/v1.0/healthz").status != 204 {}
            await application.stop()
            try await standIn.publish(1, by: sidecar)
            try await eventually("a dead letter") { standIn.stored("dead") == 1 }
        }
    }

    @Test func f5WithAPolicyTheDeadLetterComesAfterTheLastTry() async throws {
        let application = try Application.started(Self.withDeadLetters)
        application.answer = { _ in .empty(.internalServerError) }
        let policy = Self.policy.replacing("POLICY", with: "retry: twice")
        try await withStandIn([StandIn.pubsub, policy]) { standIn in
            try await standIn.publish(1, by: try standIn.add("shop", for: application))
            try await eventually("a dead letter") { standIn.stored("dead") == 1 }
            #expect(application.numbers == [1, 1, 1])
        }
        await application.stop()
    }

    /// Events of many partitions while the application is down; which of them never arrive.
    private func lost(
        _ subscriptions: String = DeliveryTests.single, atOnce limit: Int = 0
    ) async throws -> Set<Int> {
        let application = try Application.started(subscriptions)
        let port = application.port
        var lost: Set<Int> = []
        try await withStandIn(change: { $0.figures.falseSuccess = 1 }) { standIn in
            let sidecar = try standIn.add("shop", for: application) { $0.maxConcurrency = limit }
            while try await standIn.call(sidecar, "GET", "/v1.0/healthz").status != 204 {}
            await application.stop()
            let before = sidecar.runtime.channel?.begun ?? 0
            try await standIn.publish(0..<60, by: sidecar) { "order-\($0)" }
            try await eventually("refused calls") { (sidecar.runtime.channel?.begun ?? 0) - before >= 20 }
            try application.start(port: port)
            try await standIn.publish(100..<160, by: sidecar) { "order-\($0)" }
            // What comes last in each partition, and that it came.
            await application.until { application in
                (100..<160).allSatisfy { application.numbers.contains($0) }
            }
            lost = Set(0..<60).subtracting(application.numbers)
        }
        await application.stop()
        return lost
    }

    @Test func f6AFailedCallBesideAnotherCanCountAsSuccess() async throws { #expect(try await !lost().isEmpty) }

    @Test func f6NeverWithOneCallAtATime() async throws { #expect(try await lost(atOnce: 1).isEmpty) }

    @Test func f6NeverInBulk() async throws { #expect(try await lost(DeliveryTests.bulk).isEmpty) }

    @Test func f6TheShareIsTwoInAHundred() {
        #expect(Figures().falseSuccess == 0.02)
        let plan = FaultPlan()
        let taken = (0..<10_000).count { _ in plan.chance(Figures().falseSuccess) }
        #expect((150...250).contains(taken))
    }

    @Test func f8AtTheLimitItIsCalledAgainWhileTheFirstCallRuns() async throws {
        let application = try Application.started()
        let released = application.holdsFirst()
        let policy = Self.policy.replacing("POLICY", with: "timeout: short")
        try await withStandIn([StandIn.pubsub, policy]) { standIn in
            try await standIn.publish(1, by: try standIn.add("shop", for: application))
            await application.received(2)
            #expect(application.mostAtOnce == 2 && application.numbers == [1, 1])
            released.add()
        }
        await application.stop()
    }

    @Test func f9AfterTheThresholdNothingIsDeliveredAndNothingIsLost() async throws {
        let application = try Application.started()
        try await withStandIn { standIn in
            let sidecar = try standIn.add("shop", for: application) {
                $0.health = AppHealthOptions(interval: .milliseconds(10), threshold: 2)
            }
            try await standIn.publish(1, by: sidecar)
            await application.received(1)
            application.isHealthy = false
            try await eventually("it is noticed") { sidecar.runtime.channel?.isHealthy == false }
            try await standIn.publish(2, by: sidecar)
            #expect(application.numbers == [1])
            application.isHealthy = true
            await application.received(2)
            #expect(application.numbers == [1, 2])
            #expect(application.calls.count { $0 == "GET /dapr/subscribe" } == 1)
        }
        await application.stop()
    }

    @Test func f11WhoJoinsAndWhoLeavesDoublesNothing() async throws {
        let applications = [try Application.started(), try Application.started()]
        try await withStandIn { standIn in
            let publisher = try standIn.add("api")
            try standIn.add("shop", for: applications[0])
            for round in 0..<3 {
                try await standIn.publish(round * 60..<round * 60 + 30, by: publisher) { "order-\($0)" }
                let second = try standIn.add("shop", for: applications[1], replica: 1)
                try await standIn.publish(round * 60 + 30..<round * 60 + 60, by: publisher) { "order-\($0)" }
                await Application.received(round * 60 + 60, by: applications)
                await second.stop()
            }
            #expect((applications[0].numbers + applications[1].numbers).sorted() == Array(0..<180))
        }
        for application in applications { await application.stop() }
    }

    @Test func f12AHandlerThatOutlastsARebalanceStopsEverybodyAndThenRunsTwice() async throws {
        let (one, two) = (try Application.started(), try Application.started())
        let released = Tally()
        one.answer = { delivery in
            if delivery.numbers == [0] { await released.reached(1) }
            return .empty(.ok)
        }
        try await withStandIn([CrashTests.shortSession], change: { $0.figures.rebalanceTimeout = .milliseconds(50) }) {
            standIn in
            let publisher = try standIn.add("api")
            try standIn.add("shop", for: one)
            try await standIn.publish(0, key: "order-0", by: publisher)
            await one.received(1)
            let joined = LoopClock.Instant.now
            try standIn.add("shop", for: two, replica: 1)
            await two.received(1)
            // The session of 600 ms comes on top of the rebalance's 50, and until then nobody gets anything.
            #expect(joined.duration(to: .now) >= .milliseconds(650))
            #expect(two.numbers == [0] && one.numbers == [0] && one.running == 1)
            // The other partitions are the newcomer's as well.
            try await standIn.publish(1, key: "order-1", by: publisher)
            await two.received(2)
            released.add()
        }
        for application in [one, two] { await application.stop() }
    }

    @Test func f13ASidecarThatWakesUpDeliversAFewThatAnotherHasDelivered() async throws {
        let (one, two) = (try Application.started(), try Application.started())
        try await withStandIn([CrashTests.shortSession]) { standIn in
            let publisher = try standIn.add("api")
            try standIn.add("shop", for: one)
            try standIn.add("shop", for: two, replica: 1)
            try await standIn.publish(0..<30, by: publisher) { "order-\($0)" }
            await Application.received(30, by: [one, two])
            let before = one.numbers.count
            let id = try await standIn.fault(
                #"{"fault":"freeze","app":"shop","replica":0,"milliseconds":60000}"#, by: publisher)
            try await standIn.publish(30..<60, by: publisher) { "order-\($0)" }
            // The other takes over after the session, while the first stands still.
            await two.until { application in (30..<60).allSatisfy { application.numbers.contains($0) } }
            #expect(one.numbers.count == before)
            try await standIn.clear(id, by: publisher)
            await one.received(before + 1)
            try await standIn.publish(60..<90, by: publisher) { "order-\($0)" }
            await Application.received(30, by: [one, two])
            try await eventually("all of the last") {
                Set(one.numbers + two.numbers).isSuperset(of: 60..<90)
            }
            let again = one.numbers[before...].filter { (30..<60).contains($0) }
            #expect((1...4).contains(again.count) && again.allSatisfy { two.numbers.contains($0) })
        }
        for application in [one, two] { await application.stop() }
    }
}
