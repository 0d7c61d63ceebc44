/// How many partitions a topic has: what interfaces.md 4.2 asks of the broker, unless told otherwise.
struct PartitionCounts: Sendable {
    var standard = 3
    var byTopic = ["task-events": 6]

    func count(of topic: String) -> Int { max(1, byTopic[topic] ?? standard) }
}

/// How long a topic keeps its records.
struct Retention: Sendable {
    var standard = Duration.seconds(7 * 86_400)
    var byTopic = ["todo-dlq": Duration.seconds(30 * 86_400)]

    func milliseconds(of topic: String) -> Int64 { (byTopic[topic] ?? standard).components.seconds * 1000 }
}
