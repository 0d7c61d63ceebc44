import Testing

@testable import Postgres

@Suite struct ReconnectDelayTests {
    private struct Highest: RandomNumberGenerator {
        mutating func next() -> UInt64 { .max }
    }

    private struct Lowest: RandomNumberGenerator {
        mutating func next() -> UInt64 { 1 }
    }

    @Test func theCeilingDoublesUpToTwoSeconds() {
        var delay = ReconnectDelay()
        var random = Highest()
        let delays = (0..<8).map { _ in delay.next(using: &random) }
        #expect(delays == [50, 100, 200, 400, 800, 1_600, 2_000, 2_000].map { .milliseconds($0) })
        delay.reset()
        #expect(delay.next(using: &random) == .milliseconds(50))
    }

    @Test func theJitterIsFull() {
        var delay = ReconnectDelay()
        var random = Lowest()
        for _ in 0..<8 { #expect(delay.next(using: &random) == .milliseconds(1)) }
    }
}
