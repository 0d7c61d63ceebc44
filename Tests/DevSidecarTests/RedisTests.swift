import HTTP
import HTTPClient
import JSON
import Reactor
import TestSupport
import Testing

@testable import DevSidecar

/// Streams of redis, F24 of dapr-faults.md: what fails is lost, what a dead sidecar held comes late, and nothing is in
/// order.
@LoopActor @Suite(.noHanging) struct RedisTests {
    private static let redis = """
        kind: Component
        metadata: {name: pubsub}
        spec:
          type: pubsub.redis
          metadata:
            - {name: processingTimeout, value: "400"}
            - {name: redeliverInterval, value: "20"}
        """

    @Test func theFiguresAreThoseOfTheComponent() throws {
        let settings = RedisSettings()
        #expect(settings.processingTimeout == .seconds(60) && settings.redeliverInterval == .seconds(15))
        #expect(settings.queueDepth == 100 && settings.concurrency == 10)
        let read = try RedisSettings(
            ComponentResource(
                name: "p", type: "pubsub.redis",
                metadata: ["processingTimeout": "5s", "redeliverInterval": "1s", "concurrency": "1"]))
        // A duration is silently ignored here, and only here.
        #expect(read.processingTimeout == .seconds(5) && read.redeliverInterval == .seconds(15))
        #expect(read.concurrency == 1)
    }

    @Test func anEventArrivesWithTheMetadataOfItsPublisherAlone() async throws {
        let application = try Application.started(#"[{"pubsubname":"pubsub","topic":"a/b","route":"/x"}]"#)
        try await withStandIn([Self.redis]) { standIn in
            let publisher = try standIn.add("api")
            let path = "/v1.0/publish/pubsub/a/b?metadata.mine=1&metadata.partitionKey=k"
            #expect(try await standIn.call(publisher, "POST", path, #"{"n":7}"#).status == 204)
            // Published before anybody subscribed: a new group begins with the oldest.
            try standIn.add("shop", for: application)
            await application.received(1)
            let delivery = application.deliveries[0]
            #expect(delivery.numbers == [7] && delivery.headers["mine"] == "1")
            #expect(delivery.headers["__topic"] == nil && delivery.headers["__offset"] == nil)
        }
        await application.stop()
    }

    @Test func f24WhatFailsIsAcknowledgedAndLost() async throws {
        let application = try Application.started()
        application.answer = { _ in .empty(.internalServerError) }
        try await withStandIn([Self.redis]) { standIn in
            let sidecar = try standIn.add("shop", for: application)
            try await standIn.publish(1, by: sidecar)
            await application.until { $0.deliveries.count == 1 && $0.running == 0 }
            application.answer = { $0.accepted }
            try await standIn.publish(2, by: sidecar)
            await application.received(2)
            #expect(application.numbers == [1, 2])
        }
        await application.stop()
    }

    @Test func f24WithDeadLettersWhatFailsGoesThere() async throws {
        let application = try Application.started(
            #"[{"pubsubname":"pubsub","topic":"orders","route":"/orders","deadLetterTopic":"dead"},"#
                + #"{"pubsubname":"pubsub","topic":"dead","route":"/dead"}]"#)
        application.answer = { $0.path == "/orders" ? .empty(.internalServerError) : .empty(.ok) }
        try await withStandIn([Self.redis]) { standIn in
            try await standIn.publish(1, by: try standIn.add("shop", for: application))
            await application.received(2)
            #expect(application.deliveries.map(\.path) == ["/orders", "/dead"])
            #expect(application.deliveries[0].body == application.deliveries[1].body)
        }
        await application.stop()
    }

    /// With the component's own 60 s what is pending waits; with less it comes again.
    @Test(arguments: [true, false])
    func f24WhatACrashedSidecarHeldComesLateAndWhatIsNewAtOnce(_ isLong: Bool) async throws {
        let application = try Application.started()
        let released = Tally()
        application.answer = { _ in
            if application.deliveries.count <= 3 { await released.reached(1) }
            return .empty(.ok)
        }
        try await withStandIn([isLong ? Self.redis.replacing("400", with: "60000") : Self.redis]) { standIn in
            let publisher = try standIn.add("api")
            let first = try standIn.add("shop", for: application)
            try await standIn.publish(0..<3, by: publisher) { _ in "k" }
            await application.received(3)
            await first.crash()
            try standIn.add("shop", for: application)
            try await standIn.publish(10, by: publisher)
            await application.received(isLong ? 4 : 7)
            #expect(application.numbers.sorted() == (isLong ? [0, 1, 2, 10] : [0, 0, 1, 1, 2, 2, 10]))
            released.add()
        }
        await application.stop()
    }

    @Test func f24TheWholeProcessMayDieAndPendingEventsAreStillKnown() async throws {
        let application = try Application.started()
        let released = application.holdsFirst()
        try await withStandIn([Self.redis]) { standIn in
            try await standIn.publish(1, by: try standIn.add("shop", for: application))
            await application.received(1)
            try await standIn.crash()
            let sidecar = try standIn.add("shop", for: application)
            try await standIn.publish(2, by: sidecar)
            await application.received(3)
            #expect(application.numbers.sorted() == [1, 1, 2])
            released.add()
        }
        await application.stop()
    }

    @Test func f24EventsOfOneKeyAreHandledAtTheSameTime() async throws {
        let application = try Application.started()
        let together = Tally()
        application.answer = { _ in
            together.add()
            await together.reached(10)
            return .empty(.ok)
        }
        try await withStandIn([Self.redis]) { standIn in
            let sidecar = try standIn.add("shop", for: application)
            try await standIn.publish(0..<20, by: sidecar) { _ in "k" }
            await application.received(20)
            #expect(application.mostAtOnce == 10 && Set(application.numbers).count == 20)
        }
        await application.stop()
    }

    @Test func f24ARetryThatOutlastsTheTimeoutRunsTwice() async throws {
        let application = try Application.started()
        let released = application.holdsFirst()
        try await withStandIn([Self.redis]) { standIn in
            try await standIn.publish(1, by: try standIn.add("shop", for: application))
            await application.received(2)
            #expect(application.numbers == [1, 1] && application.running >= 1)
            released.add()
        }
        await application.stop()
    }

    @Test func anOrderlyEndLosesAndDoublesNothing() async throws {
        let application = try Application.started(DeliveryTests.bulk)
        try await withStandIn([Self.redis]) { standIn in
            let publisher = try standIn.add("api")
            for round in 0..<3 {
                let sidecar = try standIn.add("shop", for: application)
                try await standIn.publish(round * 50..<round * 50 + 50, by: publisher) { _ in "k" }
                await application.until { $0.numbers.count == round * 50 + 50 && $0.running == 0 }
                await sidecar.stop()
            }
            #expect(application.numbers.sorted() == Array(0..<150))
        }
        await application.stop()
    }
}
