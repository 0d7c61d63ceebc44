import HTTP
import HTTPClient
import JSON
import Reactor
import TestSupport
import Testing

@testable import DevSidecar

/// How publishing fails, and where groups begin: F15 to F23 of dapr-faults.md.
@LoopActor @Suite struct BrokerFailureTests {
    private static let timeout = StandIn.timeout(of: "pubsub", milliseconds: 50)

    private func publish(_ standIn: StandIn, _ sidecar: Sidecar) async throws -> HTTPClientResponse {
        try await standIn.call(
            sidecar, "POST", "/v1.0/publish/pubsub/orders?metadata.partitionKey=k", #"{"n":1}"#)
    }

    private func quick(_ settings: inout SidecarHostSettings) {
        settings.figures.brokerRefusal = 0...1
        settings.figures.brokerBreaker = .seconds(1)
    }

    @Test func f15ABrokerThatIsAwayIsAnErrorAndNothingIsBuffered() async throws {
        try await withStandIn(change: quick) { standIn in
            let sidecar = try standIn.add("shop")
            let id = try await standIn.fault(#"{"fault":"broker-down"}"#, by: sidecar)
            var texts: [String] = []
            for _ in 0..<4 {
                let response = try await publish(standIn, sidecar)
                #expect(response.status == 500 && response.errorCode == "ERR_PUBSUB_PUBLISH_MESSAGE")
                texts.append(response.text)
            }
            #expect(texts[..<3].allSatisfy { $0.contains("client has run out of available brokers") })
            #expect(texts[3].contains("circuit breaker is open"))
            try await standIn.clear(id, by: sidecar)
            // The breaker keeps it away a little longer.
            while try await publish(standIn, sidecar).status != 204 {}
            #expect(standIn.stored() == 1)
        }
        #expect(Figures().brokerRefusal == 0...3_800 && Figures().brokerBreaker == .seconds(10))
    }

    @Test func f15WhileTheBrokerIsAwayNothingIsDeliveredAndWhatWasNotCommittedComesAgain() async throws {
        let application = try Application.started()
        try await withStandIn(change: { $0.figures.commitInterval = .seconds(3_600) }) { standIn in
            let sidecar = try standIn.add("shop", for: application)
            try await standIn.publish(0..<3, by: sidecar) { _ in "k" }
            await application.until { $0.numbers.count == 3 && $0.running == 0 }
            let id = try await standIn.fault(#"{"fault":"broker-down"}"#, by: sidecar)
            #expect(application.numbers == [0, 1, 2])
            try await standIn.clear(id, by: sidecar)
            await application.received(6)
            #expect(application.numbers == [0, 1, 2, 0, 1, 2])
        }
        await application.stop()
    }

    @Test func f16APublishThatWasAnswered500CanBeStoredLater() async throws {
        try await withStandIn { standIn in
            let sidecar = try standIn.add("shop")
            try await standIn.fault(
                #"{"fault":"late-store","topic":"orders","milliseconds":20,"copies":2,"count":1}"#, by: sidecar)
            let response = try await publish(standIn, sidecar)
            #expect(response.status == 500 && response.text.contains("orders in pubsub pubsub: EOF"))
            try await eventually("both copies") { standIn.stored() == 2 }
            #expect(try await publish(standIn, sidecar).status == 204)
        }
    }

    @Test func f16ALostReplyMayHideAStoredEvent() async throws {
        try await withStandIn { standIn in
            let sidecar = try standIn.add("shop")
            try await standIn.fault(#"{"fault":"lose-reply","app":"shop","call":"publish","count":1}"#, by: sidecar)
            await #expect(throws: HTTPClientError.self) { try await publish(standIn, sidecar) }
            #expect(standIn.stored() == 1)
        }
    }

    @Test func f16ASilentBrokerStoresTwiceWhenItWakesWhoeverHasGivenUp() async throws {
        try await withStandIn([StandIn.pubsub, Self.timeout]) { standIn in
            let sidecar = try standIn.add("shop")
            let id = try await standIn.fault(#"{"fault":"broker-silent"}"#, by: sidecar)
            let response = try await publish(standIn, sidecar)
            #expect(response.status == 500 && response.text.contains("context deadline exceeded"))
            #expect(standIn.stored() == 0)
            try await standIn.clear(id, by: sidecar)
            try await eventually("both copies") { standIn.stored() == 2 }
        }
        // Without a limit the call waits, and is a 204.
        try await withStandIn { standIn in
            let sidecar = try standIn.add("shop")
            let id = try await standIn.fault(#"{"fault":"broker-silent"}"#, by: sidecar)
            async let response = publish(standIn, sidecar)
            try await eventually("the call") { standIn.hits(id) == 1 }
            try await standIn.clear(id, by: sidecar)
            #expect(try await response.status == 204)
            #expect(standIn.stored() == 2)
        }
    }

    @Test func f17A204MayStandForTwoCopiesNextToEachOther() async throws {
        let application = try Application.started()
        try await withStandIn { standIn in
            let sidecar = try standIn.add("shop", for: application)
            try await standIn.fault(#"{"fault":"double-store","component":"pubsub"}"#, by: sidecar)
            for number in 1...2 { try await standIn.publish(number, by: sidecar) }
            await application.received(4)
            #expect(application.numbers == [1, 1, 2, 2])
            #expect(application.deliveries[0].body == application.deliveries[1].body)
        }
        await application.stop()
    }

    @Test func f18EntriesFailByThemselvesAndLaterOnesOfTheirKeyAreStored() async throws {
        let application = try Application.started()
        try await withStandIn { standIn in
            let sidecar = try standIn.add("shop", for: application)
            try await standIn.fault(#"{"fault":"partial-bulk","count":2}"#, by: sidecar)
            let entries = (0..<4).map {
                #"{"entryId":"e\#($0)","event":{"n":\#($0)},"contentType":"application/json","metadata":{"partitionKey":"k"}}"#
            }
            let response = try await standIn.call(
                sidecar, "POST", "/v1.0/publish/bulk/pubsub/orders", "[\(entries.joined(separator: ","))]")
            let failed = response.json["failedEntries"]?.array ?? []
            #expect(response.status == 500 && failed.compactMap { $0["entryId"]?.string } == ["e0", "e1"])
            #expect(failed.allSatisfy { $0["error"]?.string?.contains("leadership election") == true })
            await application.received(2)
            #expect(application.numbers == [2, 3])
        }
        await application.stop()
    }

    @Test func f19AClosingSidecarSaysThatThereIsNoComponentAndThenThatItIsClosed() async throws {
        let application = try Application.started()
        let released = Tally()
        application.answer = { _ in
            await released.reached(1)
            return .empty(.ok)
        }
        try await withStandIn(change: { $0.figures.closing = .milliseconds(500) }) { standIn in
            let sidecar = try standIn.add("shop", for: application)
            try await standIn.publish(1, by: sidecar)
            await application.received(1)
            async let stopped: Void = sidecar.stop()
            try await eventually("it is closing") { sidecar.isClosing }
            let first = try await publish(standIn, sidecar)
            #expect(first.status == 400 && first.errorCode == "ERR_PUBSUB_NOT_FOUND")
            #expect(first.json["message"] == "pubsub 'pubsub' not found")
            released.add()
            try await eventually("it has closed") { sidecar.hasClosed }
            let second = try await publish(standIn, sidecar)
            #expect(second.status == 500 && second.text.contains("component is closed"))
            await stopped
            await #expect(throws: HTTPClientError.self) { try await publish(standIn, sidecar) }
        }
        await application.stop()
    }

    @Test func f20WithoutTheBrokerItDoesNotStartOrNeverHasTheComponent() async throws {
        let down = FaultRule(fault: .brokerDown)
        try await withStandIn(change: { $0.faults = [down] }) { standIn in
            #expect(throws: ResourceError.self) { try standIn.add("shop") }
        }
        let ignoring = StandIn.pubsub.replacing("version: v1", with: "version: v1\n  ignoreErrors: true")
        try await withStandIn([ignoring], change: { $0.faults = [down] }) { standIn in
            let sidecar = try standIn.add("shop")
            #expect(try await standIn.call(sidecar, "GET", "/v1.0/healthz/outbound").status == 204)
            let response = try await publish(standIn, sidecar)
            #expect(response.status == 404 && response.errorCode == "ERR_PUBSUB_NOT_FOUND")
            try await standIn.clear(by: sidecar)
            #expect(try await publish(standIn, sidecar).status == 404)
            let metadata = try await standIn.call(sidecar, "GET", "/v1.0/metadata").json
            #expect(metadata["components"]?.array?.isEmpty == true)
            #expect(try await publish(standIn, try standIn.add("shop", replica: 1)).status == 204)
        }
    }

    @Test(arguments: ["newest", "oldest"])
    func f22ACommitOlderThanTheLogJumpsToWhereTheSettingSays(_ setting: String) async throws {
        let application = try Application.started()
        try await withStandIn([StandIn.pubsub.replacing("oldest", with: setting)]) { standIn in
            let publisher = try standIn.add("api")
            let first = try standIn.add("shop", for: application)
            while try await standIn.call(first, "GET", "/v1.0/healthz").status != 204 {}
            var number = 0
            while application.numbers.isEmpty {
                try await standIn.publish(number, by: publisher)
                number += 1
            }
            await application.until { $0.running == 0 }
            await first.stop()
            // Nobody is there for these, and then they are gone.
            let gone = number..<number + 3
            for number in gone { try await standIn.publish(number, by: publisher) }
            try await standIn.host.log.applyRetention(Retention(), now: WallClock.milliseconds + 8 * 86_400_000)
            try await standIn.publish(1_000, by: publisher)
            let before = application.numbers.count
            let second = try standIn.add("shop", for: application)
            while try await standIn.call(second, "GET", "/v1.0/healthz").status != 204 {}
            var last = 2_000
            while application.numbers.count == before || !application.numbers.contains(where: { $0 >= 2_000 }) {
                try await standIn.publish(last, by: publisher)
                last += 1
            }
            #expect(!application.numbers.contains { gone.contains($0) })
            #expect(application.numbers.contains(1_000) == (setting == "oldest"))
        }
        await application.stop()
    }

    @Test func f23AWaitingEntryHoldsUpAllPartitions() async throws {
        let application = try Application.started(DeliveryTests.bulk)
        var refuses = true
        application.answer = { delivery in
            delivery.answer { delivery.numbers[$0] == 0 && refuses ? "RETRY" : "SUCCESS" }
        }
        try await withStandIn { standIn in
            let sidecar = try standIn.add("shop", for: application)
            try await standIn.publish(0, key: "order-0", by: sidecar)
            await application.received(1)
            try await standIn.publish(1, key: "order-1", by: sidecar)
            let tries = application.numbers.count
            await application.received(tries + 3)
            #expect(Set(application.numbers) == [0])
            refuses = false
            await application.until { $0.numbers.contains(1) }
        }
        await application.stop()
    }

    @Test func f23UnderAPolicyOnlyTheEntryThatFailedGoesAgain() async throws {
        let application = try Application.started(DeliveryTests.bulk)
        application.refuses(2, times: 2)
        let policy = """
            kind: Resiliency
            metadata: {name: r}
            spec:
              policies: {retries: {again: {policy: constant, duration: 1ms, maxRetries: -1}}}
              targets: {components: {pubsub: {inbound: {retry: again}}}}
            """
        try await withStandIn([StandIn.pubsub, policy]) { standIn in
            try await standIn.publish(0..<4, by: try standIn.add("api")) { _ in "k" }
            try standIn.add("shop", for: application)
            await application.received(6)
            #expect(application.deliveries.map(\.numbers) == [[0, 1, 2, 3], [2], [2]])
        }
        await application.stop()
    }
}
