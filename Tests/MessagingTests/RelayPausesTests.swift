import Reactor
import Testing

@testable import Messaging

@Suite struct RelayPausesTests {
    private let start = LoopClock.Instant(nanoseconds: 0)

    private func at(_ seconds: Double) -> LoopClock.Instant { start.advanced(by: .seconds(seconds)) }

    @Test func theRelayBacksOffLongerAndLongerUntilSomethingPasses() {
        var pauses = RelayPauses()
        #expect(pauses.remaining(at: start) == nil)
        pauses.backOff(at: start, random: 1)
        #expect(pauses.remaining(at: start) == .milliseconds(100))
        #expect(pauses.remaining(at: at(0.1)) == nil)
        for _ in 0..<10 { pauses.backOff(at: at(1), random: 1) }
        #expect(pauses.remaining(at: at(1)) == .seconds(10))
        pauses.passed("a")
        #expect(pauses.remaining(at: at(1)) == nil)
        pauses.backOff(at: at(2), random: 1)
        #expect(pauses.remaining(at: at(2)) == .milliseconds(100))
    }

    @Test func aShorterPauseDoesNotEndALongerOne() {
        var pauses = RelayPauses()
        for _ in 0..<10 { pauses.backOff(at: start, random: 1) }
        pauses.backOff(at: start, random: 0)
        #expect(pauses.remaining(at: start) == .seconds(10))
    }

    @Test func hesitatingNeverDelaysOthersForMoreThanThreeSeconds() {
        var pauses = RelayPauses()
        for _ in 0..<20 { pauses.hesitate(at: start, random: 1) }
        #expect(pauses.remaining(at: start) == .seconds(3))
    }

    @Test func aRefusedTopicRestsAloneForThirtySeconds() {
        var pauses = RelayPauses()
        pauses.pause("a", at: start)
        #expect(pauses.pausedTopics(at: at(29)) == ["a"])
        #expect(pauses.pausedTopics(at: at(31)).isEmpty)
        #expect(pauses.remaining(at: start) == nil)
        pauses.pause("a", at: at(40))
        pauses.passed("a")
        #expect(pauses.pausedTopics(at: at(41)).isEmpty)
    }

    @Test func aMissingComponentIsAMistakeOnlyAfterThirtySeconds() {
        var pauses = RelayPauses()
        var isMistake = [0.0, 29, 30].map { pauses.notFound("a", at: at($0)) }
        #expect(isMistake == [false, false, true])
        isMistake = [pauses.notFound("b", at: at(31))]
        pauses.passed("a")
        isMistake.append(pauses.notFound("a", at: at(31)))
        #expect(isMistake == [false, false])
    }
}

@Suite struct RelayFailuresTests {
    private var failures = RelayFailures()

    private mutating func fails(besidePassing: Bool = false) -> Bool {
        failures.isOwnFailure(of: 1, on: "a", besidePassing: besidePassing)
    }

    @Test mutating func aFailureBesideOthersThatPassIsTheEventsOwn() {
        let isOwn = fails(besidePassing: true)
        #expect(isOwn)
    }

    @Test mutating func aFailureOfEverythingIsNobodysOwn() {
        let isOwn = (0..<10).map { _ in fails() }
        #expect(!isOwn.contains(true))
    }

    @Test mutating func aFailureAloneCountsOnceOthersPassedSinceTheLastOne() {
        var isOwn = [fails()]
        failures.notePassed(1, on: "b")
        isOwn.append(fails())
        failures.notePassed(1, on: "a")
        isOwn += [fails(), fails()]
        #expect(isOwn == [false, false, true, false])
    }

    @Test mutating func aForgottenEventBeginsAnew() {
        var isOwn = [fails()]
        failures.forget(1)
        failures.notePassed(1, on: "a")
        isOwn.append(fails())
        #expect(isOwn == [false, false])
    }
}
