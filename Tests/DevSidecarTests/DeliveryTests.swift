import HTTP
import HTTPClient
import JSON
import Reactor
import TestSupport
import Testing

@testable import DevSidecar

@LoopActor @Suite struct DeliveryTests {
    nonisolated static let single = #"[{"pubsubname":"pubsub","topic":"orders","route":"/orders"}]"#
    nonisolated static let bulk =
        #"[{"pubsubname":"pubsub","topic":"orders","route":"/orders","#
        + #""bulkSubscribe":{"enabled":true,"maxMessagesCount":10,"maxAwaitDurationMs":5}}]"#

    @Test func anEventArrivesWithTheHeadersOfItsRecord() async throws {
        let application = try Application.started(Self.single)
        try await withStandIn { standIn in
            let sidecar = try standIn.add("shop", for: application)
            let path = "/v1.0/publish/pubsub/orders?metadata.partitionKey=k1&metadata.Custom-Name=v"
            #expect(try await standIn.call(sidecar, "POST", path, #"{"n":1}"#).status == 204)
            await application.received(1)
            let delivery = application.deliveries[0]
            #expect(delivery.headers["Content-Type"] == "application/cloudevents+json")
            #expect(delivery.headers["pubsubname"] == "pubsub")
            #expect(delivery.headers["__key"] == "k1" && delivery.headers["__topic"] == "orders")
            #expect(delivery.headers["__offset"] == "0" && delivery.headers["Custom-Name"] == "v")
            #expect(delivery.headers["traceparent"]?.hasPrefix("00-00000000") == true)
            let event = try JSONReader.parse(delivery.body)
            let expected = [
                "data", "datacontenttype", "id", "pubsubname", "source", "specversion", "time", "topic", "traceid",
                "traceparent", "tracestate", "type",
            ]
            #expect(event.object?.names == expected)
            #expect(event["source"] == "shop" && event["type"] == "com.dapr.event.sent" && event["traceid"] == "")
        }
        await application.stop()
    }

    @Test func f2AFailureIsRepeatedInPlaceAndHoldsUpOnlyItsPartition() async throws {
        let application = try Application.started(Self.single)
        var refusals = 3
        application.answer = { delivery in
            guard delivery.numbers == [0], refusals > 0 else { return .empty(.ok) }
            refusals -= 1
            return .empty(.internalServerError)
        }
        try await withStandIn { standIn in
            let sidecar = try standIn.add("shop", for: application)
            // "order-0" and "order-1" fall into different partitions of three.
            for number in 0..<3 { try await standIn.publish(number, key: "order-0", by: sidecar) }
            try await standIn.publish(10, key: "order-1", by: sidecar)
            await application.received(7)
            #expect(application.numbers.filter { $0 < 10 } == [0, 0, 0, 0, 1, 2])
            #expect(application.numbers.filter { $0 == 10 } == [10])
        }
        await application.stop()
    }

    @Test func f1OneEventAtATimeInAPartitionAndPartitionsInParallel() async throws {
        let application = try Application.started(Self.single)
        let both = Tally()
        application.answer = { _ in
            both.add()
            await both.reached(2)
            return .empty(.ok)
        }
        try await withStandIn { standIn in
            let sidecar = try standIn.add("shop", for: application)
            for number in 0..<4 {
                try await standIn.publish(number, key: number % 2 == 0 ? "order-0" : "order-1", by: sidecar)
            }
            await application.until { $0.numbers.count == 4 && $0.running == 0 }
            #expect(application.mostAtOnce == 2)
            #expect(application.numbers.filter { $0 % 2 == 0 } == [0, 2])
        }
        await application.stop()
    }

    @Test func anApplicationWithALimitIsNeverCalledTwiceAtOnce() async throws {
        let application = try Application.started(Self.single)
        try await withStandIn { standIn in
            let sidecar = try standIn.add("shop", for: application) { $0.maxConcurrency = 1 }
            try await standIn.publish(0..<30, by: sidecar) { "order-\($0)" }
            await application.received(30)
            #expect(application.mostAtOnce == 1)
        }
        await application.stop()
    }

    @Test func aBatchHoldsEventsOfOnePartitionInOrder() async throws {
        let application = try Application.started(Self.bulk)
        try await withStandIn { standIn in
            let sidecar = try standIn.add("shop", for: application)
            try await standIn.publish(0..<60, by: sidecar) { "order-\($0 % 5)" }
            await application.received(60)
            #expect(application.mostAtOnce == 1)
            #expect(application.deliveries.allSatisfy { $0.numbers.count <= 10 })
            for key in 0..<5 {
                let ofKey = application.numbers.filter { $0 % 5 == key }
                #expect(ofKey == ofKey.sorted() && ofKey.count == 12)
            }
            let first = try JSONReader.parse(application.deliveries[0].body, limits: JSONLimits(bytes: 1 << 20))
            #expect(first["type"] == "com.dapr.event.sent.bulk" && first["topic"] == "orders")
            #expect(first["metadata"]?["pubsubName"] == "pubsub")
            let entry = try #require(first["entries"]?[0])
            #expect(entry["entryId"] == "0" && entry["contentType"] == "application/cloudevents+json")
            #expect(entry["metadata"]?["__offset"]?.string != nil)
        }
        await application.stop()
    }

    @Test func f23OneRefusedEntryRepeatsItsWholeBatch() async throws {
        let application = try Application.started(Self.bulk)
        application.refuses(2, times: 2)
        try await withStandIn { standIn in
            let sidecar = try standIn.add("shop")
            try await standIn.publish(0..<4, by: sidecar) { _ in "k" }
            try standIn.add("shop", for: application, replica: 1)
            await application.received(12)
            #expect(application.deliveries.map(\.numbers) == [[0, 1, 2, 3], [0, 1, 2, 3], [0, 1, 2, 3]])
        }
        await application.stop()
    }

    @Test func anEmptyAnswerRepeatsABatchAndAcceptsASingleEvent() async throws {
        let application = try Application.started(Self.bulk)
        var emptyAnswers = 1
        application.answer = { delivery in
            emptyAnswers -= 1
            return emptyAnswers >= 0 ? .empty(.ok) : delivery.accepted
        }
        try await withStandIn { standIn in
            let sidecar = try standIn.add("shop", for: application)
            try await standIn.publish(0, by: sidecar)
            await application.received(2)
            #expect(application.numbers == [0, 0])
        }
        await application.stop()
    }

    @Test func eachApplicationGetsEveryEventAndItsReplicasShareThem() async throws {
        let one = try Application.started(Self.single)
        let two = try Application.started(Self.single)
        let other = try Application.started(Self.single)
        try await withStandIn { standIn in
            let sidecar = try standIn.add("shop", for: one)
            try standIn.add("shop", for: two, replica: 1)
            try standIn.add("billing", for: other)
            try await standIn.publish(0..<40, by: sidecar) { "order-\($0)" }
            await other.received(40)
            await Application.received(40, by: [one, two])
            #expect((one.numbers + two.numbers).sorted() == Array(0..<40))
        }
        for application in [one, two, other] { await application.stop() }
    }

    @Test func f5ADeadLetterTopicTakesWhatWasRefusedOnce() async throws {
        let application = try Application.started(
            #"[{"pubsubname":"pubsub","topic":"orders","route":"/orders","deadLetterTopic":"dead"},"#
                + #"{"pubsubname":"pubsub","topic":"dead","route":"/dead"}]"#)
        application.answer = { $0.path == "/orders" ? .empty(.internalServerError) : .empty(.ok) }
        try await withStandIn { standIn in
            let sidecar = try standIn.add("shop", for: application)
            try await standIn.publish(7, key: "k9", by: sidecar)
            await application.until { $0.deliveries.contains { $0.path == "/dead" } }
            #expect(application.deliveries.map(\.path) == ["/orders", "/dead"])
            let letter = application.deliveries[1]
            #expect(letter.body == application.deliveries[0].body)
            #expect(letter.headers["__topic"] == "orders" && letter.headers["__key"] == "k9")
        }
        await application.stop()
    }

    @Test func f10AnInboundPolicyCallsAgainBeforeTheComponentDoes() async throws {
        let application = try Application.started(Self.single)
        application.answer = { _ in application.deliveries.count < 5 ? .empty(.internalServerError) : .empty(.ok) }
        let policy = """
            kind: Resiliency
            metadata: {name: r}
            spec:
              policies: {retries: {twice: {policy: constant, duration: 1ms, maxRetries: 2}}}
              targets: {components: {pubsub: {inbound: {retry: twice}}}}
            """
        try await withStandIn([StandIn.pubsub, policy]) { standIn in
            let sidecar = try standIn.add("shop", for: application)
            try await standIn.publish(1, by: sidecar)
            // Three calls in one try of the component, two in the next.
            await application.until { $0.deliveries.count == 5 && $0.running == 0 }
            #expect(application.numbers == [1, 1, 1, 1, 1])
        }
        await application.stop()
    }

    @Test func f22ANewestGroupStartsAtTheEnd() async throws {
        let application = try Application.started(Self.single)
        let newest = StandIn.pubsub.replacing("oldest", with: "newest")
        try await withStandIn([newest]) { standIn in
            let sidecar = try standIn.add("other")
            try await standIn.publish(1, by: sidecar)
            let shop = try standIn.add("shop", for: application)
            await application.until { $0.calls.contains("GET /dapr/subscribe") }
            // Published until the group has joined; what came before never arrives.
            var number = 2
            while application.numbers.isEmpty {
                try await standIn.publish(number, by: shop)
                number += 1
            }
            #expect(!application.numbers.contains(1))
        }
        await application.stop()
    }

    @Test func f9AnUnhealthyApplicationGetsNothingUntilItIsWell() async throws {
        let application = try Application.started(Self.single)
        application.isHealthy = false
        try await withStandIn { standIn in
            let sidecar = try standIn.add("shop", for: application) {
                $0.health = AppHealthOptions(interval: .milliseconds(20), threshold: 2)
            }
            try await standIn.publish(1, by: sidecar)
            while try await standIn.call(sidecar, "GET", "/v1.0/healthz").status != 204 {}
            #expect(application.calls.isEmpty && application.deliveries.isEmpty)
            let invocation = try await standIn.call(sidecar, "GET", "/v1.0/invoke/shop/method/x")
            #expect(invocation.status == 500 && invocation.text.contains("app is not in a healthy state"))
            application.isHealthy = true
            await application.received(1)
            #expect(application.calls == ["GET /dapr/config", "GET /dapr/subscribe"])
        }
        await application.stop()
    }
}
