/// What one round of the relay did.
public struct OutboxRound: Sendable, Equatable {
    /// Events that every topic of theirs has, and that are marked so.
    public var published = 0
    /// Events put back to be tried again.
    public var delayed = 0
    /// Events taken out of the way.
    public var parked = 0
    /// Shards whose lease another relay took meanwhile.
    public var leasesLost = 0
    /// How long the relay, or a lane of it, has to wait before the next round; nil when nothing stops it.
    public var pause: Duration?

    public init() {}

    /// Whether another round right now may find more: what was published made room for its successors.
    public var mayHaveMore: Bool { published > 0 && pause == nil }

    static func + (left: OutboxRound, right: OutboxRound) -> OutboxRound {
        var sum = left
        sum.published += right.published
        sum.delayed += right.delayed
        sum.parked += right.parked
        sum.leasesLost += right.leasesLost
        if let pause = right.pause { sum.pause = max(sum.pause ?? .zero, pause) }
        return sum
    }
}
