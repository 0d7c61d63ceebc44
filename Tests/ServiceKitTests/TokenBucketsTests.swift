#if canImport(Testing)
    import Reactor
    import Testing

    @testable import ServiceKit

    @LoopActor @Suite struct TokenBucketsTests {
        private func at(_ seconds: Double) -> LoopClock.Instant {
            LoopClock.Instant(nanoseconds: 1_000_000_000_000 + Int64(seconds * 1e9))
        }

        @Test func aBucketFillsEvenlyAndNeverBeyondItsCapacity() {
            let buckets = TokenBuckets<String>(perMinute: 60)
            for _ in 0..<60 { #expect(buckets.take("a", at: at(0)).isAllowed) }
            #expect(!buckets.take("a", at: at(0.5)).isAllowed)
            #expect(buckets.take("a", at: at(1)).isAllowed)
            #expect(!buckets.take("a", at: at(1)).isAllowed)
            for _ in 0..<60 { #expect(buckets.take("a", at: at(1_000)).isAllowed) }
            #expect(!buckets.take("a", at: at(1_000)).isAllowed)
        }

        @Test func theAnswerTellsWhenToComeAgain() {
            let buckets = TokenBuckets<String>(perMinute: 6)
            for _ in 0..<6 { _ = buckets.take("a", at: at(0)) }
            #expect(buckets.take("a", at: at(0)).seconds == 10)
            #expect(buckets.take("a", at: at(9.5)).seconds == 1)
            #expect(buckets.take("a", at: at(10)).isAllowed)
        }

        @Test func memoryIsBoundedUnderAFloodOfKeys() {
            let buckets = TokenBuckets<Int>(perMinute: 60, limit: 100)
            for key in 0..<10_000 { _ = buckets.take(key, at: at(0)) }
            #expect(buckets.count <= 100)
        }

        @Test func agingForgetsNothingThatIsNotFullAgain() {
            let buckets = TokenBuckets<String>(perMinute: 60)
            _ = buckets.take("first", at: at(0))
            for _ in 0..<60 { _ = buckets.take("a", at: at(59)) }
            _ = buckets.take("b", at: at(61))
            #expect(buckets.take("a", at: at(61)).remaining == 1)
            _ = buckets.take("b", at: at(122))
            _ = buckets.take("b", at: at(183))
            #expect(buckets.count == 2)  // b, in both generations; the others are forgotten
        }
    }
#endif
