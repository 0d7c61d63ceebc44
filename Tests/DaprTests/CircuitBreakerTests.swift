import Dapr
import Reactor
import Testing

@Suite struct CircuitBreakerTests {
    private func at(_ seconds: Int) -> LoopClock.Instant {
        LoopClock.Instant(nanoseconds: Int64(seconds) * 1_000_000_000)
    }

    /// Notes an outcome a second, `x` an outage; answers at which of them the breaker opened.
    private func note(
        _ outcomes: String, in breaker: inout CircuitBreaker, from start: Int = 0, step: Int = 1
    ) -> [Int] {
        outcomes.enumerated().compactMap { index, outcome in
            breaker.note(isOutage: outcome == "x", at: at(start + index * step)) ? start + index * step : nil
        }
    }

    private func pauses(_ breaker: inout CircuitBreaker, at seconds: Int...) -> [Duration?] {
        seconds.map { breaker.pause(at: at($0)) }
    }

    @Test func fiveOutagesInARowOpenIt() {
        var breaker = CircuitBreaker()
        let opened = note("xxxx.xxxxx", in: &breaker)
        #expect(opened == [9])
        let pauses = pauses(&breaker, at: 9, 38, 39)
        #expect(pauses == [.seconds(30), .seconds(1), nil])
    }

    @Test(arguments: [(1, [19]), (2, [])])
    func halfOfTheLastTwentyOpenItWithinThirtySeconds(step: Int, expected: [Int]) {
        var breaker = CircuitBreaker()
        let opened = note(".x.x.x.x.x.x.x.x.x.x", in: &breaker, step: step)
        #expect(opened == expected)
    }

    @Test func theProbeDecides() {
        var breaker = CircuitBreaker()
        breaker.open(at: at(0))
        #expect(pauses(&breaker, at: 30) == [nil])
        #expect(note("x", in: &breaker, from: 31) == [31])
        #expect(pauses(&breaker, at: 31, 61) == [.seconds(30), nil])
        #expect(!breaker.isClosed)
        #expect(note(".", in: &breaker, from: 62) == [])
        #expect(breaker.isClosed)
        #expect(note("xxxx.", in: &breaker, from: 63) == [])
    }
}
