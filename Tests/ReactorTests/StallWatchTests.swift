import Testing

@testable import Reactor

@Suite struct StallWatchTests {
    @Test func aSlowStepIsReportedWithItsName() {
        let reported = Reported()
        var watch = StallWatch()
        watch.threshold = .milliseconds(1)
        watch.report = { reported.stalls.append($0.cause) }
        watch.begin()
        watch.mark("quick")
        let start = LoopClock.Instant.now
        while start.duration(to: .now) < .milliseconds(3) {}
        watch.mark("slow")
        watch.end()
        #expect(reported.stalls == ["slow"])
    }

    @Test func aQuickTurnIsNotReported() {
        let reported = Reported()
        var watch = StallWatch()
        watch.threshold = .seconds(60)
        watch.report = { reported.stalls.append($0.cause) }
        watch.begin()
        watch.mark("quick")
        watch.end()
        #expect(reported.stalls.isEmpty)
    }

    private final class Reported: @unchecked Sendable {
        var stalls: [String] = []
    }
}
