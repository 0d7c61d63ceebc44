import Testing

@testable import Messaging

@Suite struct RetryPolicyTests {
    @Test func fullJitterDoublesUpToItsCap() {
        let policy = RetryPolicy.fullJitter(base: .milliseconds(100), cap: .seconds(10))
        let longest = (1...9).map { policy.delay(after: $0, random: 1) }
        #expect(longest == [100, 200, 400, 800, 1_600, 3_200, 6_400, 10_000, 10_000].map { .milliseconds($0) })
        #expect(policy.delay(after: 3, random: 0) == .zero)
        #expect(policy.delay(after: 3, random: 0.5) == .milliseconds(200))
        #expect(policy.delay(after: 1_000_000, random: 1) == .seconds(10))
        #expect(policy.delay(after: 0, random: 1) == .milliseconds(100))
    }

    @Test func deliveryGivesUpAfterTwelveAttempts() {
        #expect(RetryPolicy.delivery.delay(after: 11, random: 1) == .seconds(2_048))
        #expect(RetryPolicy.delivery.delay(after: 12, random: 1) == nil)
    }

    @Test func parkedEventsAreTriedFiveTimesMore() {
        let pauses = (1...6).map { RetryPolicy.parkedEvents.delay(after: $0) }
        #expect(pauses == [.seconds(2), .seconds(10), .seconds(60), .seconds(600), .seconds(3_600), nil])
    }
}
