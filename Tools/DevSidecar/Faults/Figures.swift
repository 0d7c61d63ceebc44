/// How long things take and how often they go wrong where real Dapr, Kafka and Redis were watched (dapr-faults.md,
/// dapr-http-contract.md). Tests shorten them.
struct Figures: Sendable {
    /// Handled offsets are committed so often (F3).
    var commitInterval = Duration.seconds(1)
    /// How long the members of a group may take to join again (F12); a member that does not is given up a session later.
    var rebalanceTimeout = Duration.seconds(60)
    /// The share of single deliveries that fail at connection level, while another call runs, and count as success (F6).
    var falseSuccess = 0.02
    /// The share of mails that go to somebody else while another request is in flight: 3 of 2,000.
    var mailCrossing = 0.0015
    /// A publish is refused within so many milliseconds while the broker is away (F15).
    var brokerRefusal = 0...3_800
    /// The kafka client's breaker: after three errors it refuses at once for so long.
    var brokerBreaker = Duration.seconds(10)
    /// A closing sidecar answers "component is closed" for so long before its port closes (F19).
    var closing = Duration.milliseconds(50)
    /// What calls of the state store take when it refuses connections, and when it is silent.
    var storeRefusal = StoreTimes(get: .milliseconds(6_300), write: .milliseconds(3_100), bulk: .milliseconds(3_900))
    var storeSilence = StoreTimes(get: .milliseconds(10_500), write: .milliseconds(3_500), bulk: .seconds(7))
    /// How many events a sidecar that stood still delivers before it learns that it lost its partitions (F13).
    var afterFreeze = 1...4

    struct StoreTimes: Sendable {
        var get: Duration
        var write: Duration
        var bulk: Duration
    }
}
