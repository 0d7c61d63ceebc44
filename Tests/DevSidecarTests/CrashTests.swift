import HTTP
import Reactor
import TestSupport
import Testing

@testable import DevSidecar

/// What happens when a stand-in, or one of its sidecars, dies.
@LoopActor @Suite struct CrashTests {
    /// For tests in which somebody dies and the others wait for the end of his session.
    static let shortSession = StandIn.pubsub.replacing("10s", with: "1s")

    @Test func f15WhatWasAcknowledgedSurvivesAndComesInOrder() async throws {
        let application = try Application.started()
        try await withStandIn { standIn in
            var sidecar = try standIn.add("shop")
            try await standIn.publish(0..<50, by: sidecar) { "order-\($0 % 5)" }
            try await standIn.crash()
            sidecar = try standIn.add("shop", for: application)
            try await standIn.publish(50..<60, by: sidecar) { "order-\($0 % 5)" }
            await application.received(60)
            #expect(application.numbers.sorted() == Array(0..<60))
            for key in 0..<5 {
                let ofKey = application.numbers.filter { $0 % 5 == key }
                #expect(ofKey == ofKey.sorted())
            }
        }
        await application.stop()
    }

    @Test func f3f4AfterACrashUncommittedEventsComeAgainAfterTheSession() async throws {
        let application = try Application.started()
        // Nothing is committed before the crash, however long that takes to come.
        try await withStandIn([Self.shortSession], change: { $0.figures.commitInterval = .seconds(3_600) }) { standIn in
            let began = LoopClock.Instant.now
            let sidecar = try standIn.add("shop", for: application)
            try await standIn.publish(0..<3, by: sidecar) { _ in "k" }
            await application.until { $0.numbers.count == 3 && $0.running == 0 }
            try await standIn.crash()
            try standIn.add("shop", for: application)
            await application.received(6)
            #expect(application.numbers == [0, 1, 2, 0, 1, 2])
            // The dead member held its partitions for its session. It was last heard of when it joined, because that,
            // too, is written down with the offsets; in whole milliseconds.
            #expect(began.duration(to: .now) >= .milliseconds(999))
        }
        await application.stop()
    }

    @Test func f4AfterAnOrderlyEndNothingComesAgainAndNobodyWaits() async throws {
        let application = try Application.started()
        // A session so long that waiting for it would be noticed.
        let slow = StandIn.pubsub.replacing("10s", with: "600s")
        try await withStandIn([slow]) { standIn in
            var sidecar = try standIn.add("shop", for: application)
            try await standIn.publish(0..<3, by: sidecar) { _ in "k" }
            await application.until { $0.numbers.count == 3 && $0.running == 0 }
            try await standIn.restart()
            sidecar = try standIn.add("shop", for: application)
            try await standIn.publish(3, by: sidecar)
            await application.received(4)
            #expect(application.numbers == [0, 1, 2, 3])
        }
        await application.stop()
    }

    @Test func f4TheReplicaThatIsLeftTakesOver() async throws {
        let one = try Application.started()
        let two = try Application.started()
        try await withStandIn { standIn in
            let sidecar = try standIn.add("api")
            let first = try standIn.add("shop", for: one)
            try standIn.add("shop", for: two, replica: 1)
            try await standIn.publish(0..<30, by: sidecar) { "order-\($0)" }
            await Application.received(30, by: [one, two])
            await first.stop()
            let before = two.numbers.count
            try await standIn.publish(30..<60, by: sidecar) { "order-\($0)" }
            await two.received(before + 30)
            #expect(Set(one.numbers + two.numbers) == Set(0..<60))
            #expect(one.numbers.count + two.numbers.count == 60)
        }
        for application in [one, two] { await application.stop() }
    }

    @Test func f14AnEndWaitsForTheHandlerThatRuns() async throws {
        let application = try Application.started()
        let released = Tally()
        application.answer = { _ in
            await released.reached(1)
            return .empty(.ok)
        }
        try await withStandIn { standIn in
            let sidecar = try standIn.add("shop", for: application)
            try await standIn.publish(1, by: sidecar)
            await application.received(1)
            async let stopped: Void = sidecar.stop()
            released.add()
            await stopped
            try standIn.add("shop", for: application, replica: 1)
            try await standIn.publish(2, by: try standIn.add("api"))
            await application.received(2)
            #expect(application.numbers == [1, 2])
        }
        await application.stop()
    }

    @Test func f14AHandlerThatOutlastsTheGraceTimeIsCalledAgain() async throws {
        let application = try Application.started()
        let released = application.holdsFirst()
        try await withStandIn([Self.shortSession]) { standIn in
            let sidecar = try standIn.add("shop", for: application) { $0.gracefulShutdown = .milliseconds(30) }
            try await standIn.publish(1, by: sidecar)
            await application.received(1)
            await sidecar.stop()
            try standIn.add("shop", for: application, replica: 1)
            await application.received(2)
            #expect(application.numbers == [1, 1])
            released.add()
        }
        await application.stop()
    }
}
