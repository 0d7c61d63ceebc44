/// The right to publish one shard of the outbox, for a while.
public struct RelayLease: Sendable, Hashable {
    /// 0 to 15.
    public let shard: Int
    /// Rises with each change of owner: what an earlier owner marks is refused.
    public let epoch: Int

    public init(shard: Int, epoch: Int) {
        self.shard = shard
        self.epoch = epoch
    }
}
