/// Kafka's range strategy: per topic, consecutive partitions to its subscribers in the order of their ids.
enum RangeAssignment {
    /// The partitions of each member; a member that gets none has an empty list.
    static func assign(
        members: [String: [String]], partitions: (String) -> Int
    ) -> [String: [LogDatabase.StreamName]] {
        var result = members.mapValues { _ in [LogDatabase.StreamName]() }
        let topics = Set(members.values.joined()).sorted()
        for topic in topics {
            let subscribers = members.filter { $0.value.contains(topic) }.keys.sorted()
            let count = partitions(topic)
            for (index, member) in subscribers.enumerated() {
                // The first ones get one more when it does not come out even.
                let first = index * count / subscribers.count
                let last = (index + 1) * count / subscribers.count
                for partition in first..<last {
                    result[member, default: []].append(.init(topic: topic, partition: partition))
                }
            }
        }
        return result
    }
}
