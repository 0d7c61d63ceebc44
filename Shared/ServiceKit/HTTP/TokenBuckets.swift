internal import Reactor

/// Token buckets by key: each fills evenly up to its capacity in a minute, every request takes one token.
///
/// Memory is bounded by two generations: when the young one is a minute old or full it becomes the old one, and what
/// was old is forgotten. After a minute an untouched bucket is full again, so nothing is lost; under a flood of keys
/// the limit becomes lenient, the process does not grow.
@LoopActor final class TokenBuckets<Key: Hashable> {
    private struct Bucket {
        var tokens: Double
        var filled: LoopClock.Instant
    }

    let perMinute: Int
    private let limit: Int
    private var young: [Key: Bucket] = [:]
    private var old: [Key: Bucket] = [:]
    private var born: LoopClock.Instant?

    init(perMinute: Int, limit: Int = Limits.rateLimitKeys) {
        self.perMinute = perMinute
        self.limit = max(1, limit / 2)
    }

    var count: Int { young.count + old.count }

    /// Takes a token if there is one.
    func take(_ key: Key, at now: LoopClock.Instant) -> BucketAnswer {
        var bucket = bucket(key, now)
        let isAllowed = bucket.tokens >= 1
        if isAllowed { bucket.tokens -= 1 }
        young[key] = bucket
        return answer(bucket, isAllowed)
    }

    private func answer(_ bucket: Bucket, _ isAllowed: Bool) -> BucketAnswer {
        let missing = isAllowed ? Double(perMinute) - bucket.tokens : 1 - bucket.tokens
        return BucketAnswer(
            isAllowed: isAllowed, remaining: max(0, Int(bucket.tokens)),
            seconds: max(isAllowed ? 0 : 1, Int((missing * 60 / Double(perMinute)).rounded(.up))))
    }

    private func bucket(_ key: Key, _ now: LoopClock.Instant) -> Bucket {
        age(now)
        guard var bucket = young[key] ?? old[key] else {
            return Bucket(tokens: Double(perMinute), filled: now)
        }
        let seconds = Double(max(0, now.nanoseconds - bucket.filled.nanoseconds)) / 1e9
        bucket.tokens = min(Double(perMinute), bucket.tokens + seconds * Double(perMinute) / 60)
        bucket.filled = now
        return bucket
    }

    private func age(_ now: LoopClock.Instant) {
        let born = born ?? now
        self.born = born
        guard young.count >= limit || now >= born.advanced(by: .seconds(60)) else { return }
        old = young
        young = [:]
        self.born = now
    }
}
