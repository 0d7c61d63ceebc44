import HTTP
import HTTPClient
import JSON
import Reactor
import TestSupport
import Testing

@testable import DevSidecar

/// Faults on request that are not F1 to F23 already.
@LoopActor @Suite(.noHanging) struct MisbehaviourTests {
    private static let cron = """
        kind: Component
        metadata: {name: tick}
        spec:
          type: bindings.cron
          metadata: [{name: schedule, value: "0 0 1 1 *"}, {name: direction, value: input}]
        """
    private static let statePath = "/v1.0/state/statestore"

    // MARK: Calls

    private func isCutOff(_ standIn: StandIn, _ sidecar: Sidecar, _ path: String) async -> Bool {
        do {
            _ = try await standIn.call(sidecar, "POST", path, "{}")
            return false
        } catch { return true }
    }

    @Test func latencyComesOnTop() async throws {
        try await withStandIn { standIn in
            let sidecar = try standIn.add("shop")
            try await standIn.fault(#"{"fault":"latency","milliseconds":150,"call":"publish"}"#, by: sidecar)
            let begin = LoopClock.Instant.now
            try await standIn.publish(1, by: sidecar)
            #expect(begin.duration(to: .now) >= .milliseconds(150))
        }
    }

    @Test func anErrorIsAnsweredAndNothingIsDone() async throws {
        try await withStandIn { standIn in
            let sidecar = try standIn.add("shop")
            try await standIn.fault(
                #"{"fault":"error","status":503,"app":"shop","topic":"orders","count":1}"#, by: sidecar)
            #expect(try await standIn.call(sidecar, "POST", "/v1.0/publish/pubsub/other", "1").status == 204)
            await #expect(throws: StandIn.Refused.self) { try await standIn.publish(1, by: sidecar) }
            #expect(standIn.stored() == 0)
            try await standIn.publish(2, by: sidecar)
        }
    }

    @Test func aCallThatHangsIsNeverAnswered() async throws {
        try await withStandIn { standIn in
            let sidecar = try standIn.add("shop")
            let id = try await standIn.fault(#"{"fault":"hang","call":"bindings","count":1}"#, by: sidecar)
            async let isCutOff = isCutOff(standIn, sidecar, "/v1.0/bindings/nope")
            try await eventually("the call") { standIn.hits(id) == 1 }
            #expect(try await standIn.call(sidecar, "POST", "/v1.0/bindings/nope", "{}").status == 500)
            try await standIn.clear(id, by: sidecar)
            #expect(await isCutOff)
        }
    }

    @Test func aDeliveryWhoseAnswerIsLostComesAgain() async throws {
        let application = try Application.started()
        try await withStandIn { standIn in
            let sidecar = try standIn.add("shop", for: application)
            try await standIn.fault(#"{"fault":"lose-reply","call":"deliver","count":2}"#, by: sidecar)
            try await standIn.publish(0..<2, by: sidecar) { _ in "k" }
            await application.received(4)
            #expect(application.numbers == [0, 0, 0, 1])
        }
        await application.stop()
    }

    // MARK: Delivery

    @Test(arguments: [DeliveryTests.single, DeliveryTests.bulk])
    func whatWasHandledIsDeliveredOnceMore(_ subscriptions: String) async throws {
        let application = try Application.started(subscriptions)
        try await withStandIn { standIn in
            let sidecar = try standIn.add("shop", for: application)
            try await standIn.fault(#"{"fault":"duplicate","app":"shop","topic":"orders","count":1}"#, by: sidecar)
            try await standIn.publish(1, by: sidecar)
            await application.received(2)
            try await standIn.publish(2, by: sidecar)
            await application.received(3)
            #expect(application.numbers == [1, 1, 2])
        }
        await application.stop()
    }

    @Test(arguments: [DeliveryTests.single, DeliveryTests.bulk])
    func eventsComeInAnyOrderWithinAWindow(_ subscriptions: String) async throws {
        let application = try Application.started(subscriptions)
        try await withStandIn { standIn in
            let publisher = try standIn.add("api")
            try await standIn.fault(#"{"fault":"shuffle","window":4}"#, by: publisher)
            try await standIn.publish(0..<40, by: publisher) { _ in "k" }
            try standIn.add("shop", for: application)
            await application.received(40)
            #expect(application.numbers != Array(0..<40) && application.numbers.sorted() == Array(0..<40))
            for (place, number) in application.numbers.enumerated() { #expect(place / 4 == number / 4) }
        }
        await application.stop()
    }

    @Test func aShuffledWindowIsCommittedAsAWhole() async throws {
        let application = try Application.started()
        let released = Tally()
        application.answer = { _ in
            if application.deliveries.count == 4 { await released.reached(1) }
            return .empty(.ok)
        }
        try await withStandIn([CrashTests.shortSession], change: { $0.figures.commitInterval = .milliseconds(1) }) {
            standIn in
            let publisher = try standIn.add("api")
            try await standIn.publish(0..<4, by: publisher) { _ in "k" }
            try await standIn.fault(#"{"fault":"shuffle","window":4}"#, by: publisher)
            try standIn.add("shop", for: application)
            await application.received(4)
            let last = application.numbers[3]
            try await standIn.crash()
            released.add()
            try standIn.add("shop", for: application)
            // Everything from the first that was not handled: none is skipped, whatever the order.
            await application.until { $0.numbers.dropFirst(4).contains(last) }
        }
        await application.stop()
    }

    @Test func aStallStopsAllPartitionsAndEndsByItself() async throws {
        let application = try Application.started()
        try await withStandIn { standIn in
            let sidecar = try standIn.add("shop", for: application)
            try await standIn.fault(#"{"fault":"stall","app":"shop","milliseconds":300}"#, by: sidecar)
            let begin = LoopClock.Instant.now
            try await standIn.publish(0..<9, by: sidecar) { "order-\($0)" }
            await application.received(9)
            #expect(begin.duration(to: .now) >= .milliseconds(290) && standIn.host.faults.isQuiet)
        }
        await application.stop()
    }

    @Test func aCronStormFiresBesideTheSchedule() async throws {
        let (one, two) = (try Application.started("[]"), try Application.started("[]"))
        try await withStandIn([Self.cron]) { standIn in
            let sidecar = try standIn.add("shop", for: one)
            try standIn.add("shop", for: two, replica: 1)
            while try await standIn.call(sidecar, "GET", "/v1.0/healthz").status != 204 {}
            #expect(one.deliveries.isEmpty)
            let id = try await standIn.fault(
                #"{"fault":"cron-storm","component":"tick","milliseconds":5}"#, by: sidecar)
            for application in [one, two] { await application.until { $0.deliveries.count >= 5 } }
            #expect(one.deliveries.allSatisfy { $0.path == "/tick" })
            try await standIn.clear(id, by: sidecar)
        }
        for application in [one, two] { await application.stop() }
    }

    // MARK: The state store

    private func storeTimes(_ settings: inout SidecarHostSettings) {
        let times = Figures.StoreTimes(get: .milliseconds(2), write: .milliseconds(1), bulk: .milliseconds(1))
        (settings.figures.storeRefusal, settings.figures.storeSilence) = (times, times)
    }

    @Test(arguments: [
        ("store-down", "dial tcp 10.0.0.1:6379: connect: connection refused"), ("store-silent", "i/o timeout"),
    ])
    func aStoreThatIsAwayIsWhatRedisIs(_ fault: String, _ reason: String) async throws {
        let store = StandIn.store.replacing(
            "metadata: []", with: "metadata: [{name: redisHost, value: '10.0.0.1:6379'}]")
        try await withStandIn([store], change: storeTimes) { standIn in
            let sidecar = try standIn.add("app1")
            #expect(try await standIn.call(sidecar, "POST", Self.statePath, #"[{"key":"d","value":1}]"#).status == 204)
            let id = try await standIn.fault(#"{"fault":"\#(fault)","component":"statestore"}"#, by: sidecar)
            let calls = [
                ("GET", "/d", "", 500, "fail to get d from state store statestore: \(reason)"),
                (
                    "POST", "", #"[{"key":"d","value":2}]"#, 500,
                    "failed saving state in state store statestore: failed to set key app1||d: \(reason)"
                ),
                (
                    "DELETE", "/d9", "", 409,
                    "failed deleting state with key d9: possible etag mismatch. error from state store: \(reason)"
                ),
            ]
            for (method, path, body, status, message) in calls {
                let response = try await standIn.call(sidecar, method, Self.statePath + path, body)
                #expect(response.status == status && response.json["message"]?.string == message)
            }
            let bulk = try await standIn.call(sidecar, "POST", Self.statePath + "/bulk", #"{"keys":["d","d2"]}"#)
            #expect(bulk.status == 200)
            #expect(bulk.text == #"[{"key":"d","error":"\#(reason)"},{"key":"d2","error":"\#(reason)"}]"# + "\n")
            try await standIn.clear(id, by: sidecar)
            // What a silent one was asked it does when it wakes.
            let value = fault == "store-silent" ? "2" : "1"
            try await eventually("the value") {
                try await standIn.call(sidecar, "GET", Self.statePath + "/d").text == value
            }
        }
    }

    @Test func aTimeoutCutsACallOfAStoreThatIsAway() async throws {
        let policy = StandIn.timeout(of: "statestore", milliseconds: 10)
        try await withStandIn([StandIn.store, policy]) { standIn in
            let sidecar = try standIn.add("app1")
            try await standIn.fault(#"{"fault":"store-silent"}"#, by: sidecar)
            let response = try await standIn.call(sidecar, "GET", Self.statePath + "/d")
            #expect(response.status == 500)
            #expect(
                response.json["message"] == "fail to get d from state store statestore: context deadline exceeded")
        }
    }

    @Test func aStoreThatIsAwayAtTheStartIsNeverThere() async throws {
        let ignoring = StandIn.store.replacing("version: v1", with: "version: v1, ignoreErrors: true")
        for fault in [Fault.storeDown, .storeSilent] {
            try await withStandIn(change: { $0.faults = [FaultRule(fault: fault)] }) { standIn in
                #expect(throws: ResourceError.self) { try standIn.add("shop") }
            }
            try await withStandIn([ignoring], change: { $0.faults = [FaultRule(fault: fault)] }) { standIn in
                let sidecar = try standIn.add("shop")
                try await standIn.clear(by: sidecar)
                let response = try await standIn.call(sidecar, "GET", Self.statePath + "/k")
                #expect(response.status == 500 && response.errorCode == "ERR_STATE_STORE_NOT_CONFIGURED")
            }
        }
    }
}
