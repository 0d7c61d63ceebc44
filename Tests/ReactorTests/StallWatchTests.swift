import Testing

@testable import Reactor

@Suite struct StallWatchTests {
    /// What is reported of a turn whose steps ended at these milliseconds.
    private func stalls(_ steps: [(name: StaticString, end: Int64)]) -> [Stall] {
        let reported = Reported()
        var watch = StallWatch()
        watch.report = { reported.stalls.append($0) }
        watch.begin(at: LoopClock.Instant(nanoseconds: 0))
        for step in steps { watch.mark(step.name, at: LoopClock.Instant(nanoseconds: step.end * 1_000_000)) }
        watch.end()
        return reported.stalls
    }

    @Test func aSlowTurnIsReportedWithItsLongestStep() {
        let stalls = stalls([("quick", 5), ("slow", 45), ("quick too", 51)])
        #expect(stalls.map(\.cause) == ["slow"])
        #expect(stalls.map(\.duration) == [.milliseconds(51)])
    }

    @Test func aQuickTurnIsNotReported() {
        #expect(stalls([("quick", 25), ("quick too", 50)]).isEmpty)
    }

    private final class Reported: @unchecked Sendable {
        var stalls: [Stall] = []
    }
}
