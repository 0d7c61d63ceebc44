internal import Dapr
internal import FoundationEssentials
internal import TodoCore
internal import TodoStore

/// Events of one topic that travel in one bulk publish.
struct RelayCall {
    let topic: String
    private(set) var heads: [OutboxHead] = []
    private var bytes = 0

    init(_ topic: String) { self.topic = topic }

    func hasRoom(for head: OutboxHead, _ config: OutboxConfig) -> Bool {
        heads.isEmpty || heads.count < config.batchSize && bytes + Self.size(of: head) <= config.batchBytes
    }

    mutating func append(_ head: OutboxHead) {
        heads.append(head)
        bytes += Self.size(of: head)
    }

    /// The payload with what stands around it in the request.
    private static func size(of head: OutboxHead) -> Int { head.payload.count + 256 }

    /// As the sidecar takes them; the key stands in each entry, because one on the call would win over all of them.
    var entries: [BulkEntry] {
        heads.map { head in
            BulkEntry(
                id: String(head.id), event: head.payload, metadata: ["partitionKey": head.partitionKey.text])
        }
    }

    /// Distributes events over calls: events of one key never travel in two calls at once, which could overtake each
    /// other. One that finds its key's call full waits for the next round.
    static func calls(_ heads: [(topic: String, head: OutboxHead)], _ config: OutboxConfig) -> [RelayCall] {
        var calls: [RelayCall] = []
        var open: [String: Int] = [:]
        var ofKey: [Key: Int] = [:]
        for (topic, head) in heads {
            let key = Key(topic: topic, partitionKey: head.partitionKey)
            if let call = ofKey[key] {
                if calls[call].hasRoom(for: head, config) { calls[call].append(head) }
                continue
            }
            var call = open[topic] ?? -1
            if call < 0 || !calls[call].hasRoom(for: head, config) {
                call = calls.count
                calls.append(RelayCall(topic))
                open[topic] = call
            }
            calls[call].append(head)
            ofKey[key] = call
        }
        return calls
    }
}

extension RelayCall {
    private struct Key: Hashable {
        let topic: String
        let partitionKey: UUID
    }
}
