internal import Reactor

/// A pub/sub component as one sidecar has it: its settings, who may use which topic, and the way into the log.
@LoopActor final class PubSubComponent {
    nonisolated let name: String
    nonisolated let settings: KafkaSettings
    /// nil: it is kafka.
    nonisolated let redis: RedisSettings?
    nonisolated let access: TopicAccess
    nonisolated let outbound: ResiliencyPolicy
    nonisolated let inbound: ResiliencyPolicy
    nonisolated let brokers: String
    nonisolated let context: SidecarContext
    private let log: EventLog
    var breaker: BrokerBreaker

    init(
        _ component: ComponentResource, settings: KafkaSettings = KafkaSettings(), redis: RedisSettings? = nil,
        outbound: ResiliencyPolicy, inbound: ResiliencyPolicy,
        context: SidecarContext, log: EventLog
    ) {
        name = component.name
        brokers = component["brokers"] ?? component["redisHost"] ?? ""
        self.redis = redis
        self.context = context
        breaker = BrokerBreaker(openFor: context.figures.brokerBreaker)
        access = TopicAccess(component)
        (self.settings, self.outbound, self.inbound, self.log) = (settings, outbound, inbound, log)
    }

    /// Why a message was not taken, in the words of the kafka client.
    struct Refusal: Error, Sendable {
        let text: String
        /// The whole request is refused, not this message alone.
        var refusesAll = false

        static let invalidTopic = Refusal(
            text: "kafka server: The request attempted to perform an operation on an invalid topic")
    }

    /// The record of a message, or why the broker would not take it.
    func record(
        topic: String, value: [UInt8], form: RecordForm, metadata: [String: String]
    ) throws(Refusal) -> NewRecord {
        if redis != nil {
            let headers = metadata.sorted { $0.key < $1.key }.map { (name: $0.key, value: $0.value) }
            return NewRecord(
                topic: RedisStreams.stream(name, topic), partition: 0, key: nil, headers: headers, value: value,
                form: form)
        }
        guard Self.isValid(topic: topic) else { throw .invalidTopic }
        let key = metadata["partitionKey"] ?? metadata["__key"]
        let partition = try partition(metadata["partitionNumber"], topic: topic, key: key)
        let headers = metadata.sorted { $0.key < $1.key }.map { (name: $0.key, value: $0.value) }
        // Sarama's account of a record: its overhead, the headers with two lengths each, key and value.
        let size =
            36 + value.count + (key?.utf8.count ?? 0)
            + headers.reduce(0) { $0 + $1.name.utf8.count + $1.value.utf8.count + 10 }
        guard size <= settings.maxMessageBytes else {
            let text = "Attempt to produce message larger than configured Producer.MaxMessageBytes"
            throw Refusal(text: "kafka: invalid configuration (\(text): \(size) > \(settings.maxMessageBytes))")
        }
        return NewRecord(
            topic: topic, partition: partition, key: key, headers: headers, value: value, form: form)
    }

    private func partition(_ number: String?, topic: String, key: String?) throws(Refusal) -> Int {
        guard let number else { return log.partition(of: topic, key: key) }
        guard let wanted = Int(number) else {
            let text = "invalid partitionNumber metadata value \"\(number)\": strconv.ParseInt: parsing \"\(number)\""
            throw Refusal(text: "\(text): invalid syntax", refusesAll: true)
        }
        guard wanted >= 0 else {
            throw Refusal(text: "partitionNumber must be non-negative, got \(wanted)", refusesAll: true)
        }
        let count = log.topic(topic).count
        guard wanted < count else {
            throw Refusal(text: "partition number \(wanted) is out of range, topic has \(count) partitions")
        }
        return wanted
    }

    /// Stores records in the log; it returns once they are durable.
    func append(_ records: [NewRecord]) async throws(LogError) { try await log.append(records) }

    static func isValid(topic: String) -> Bool {
        !topic.isEmpty && topic.utf8.count <= 249 && topic != "." && topic != ".."
            && topic.utf8.allSatisfy { byte in
                switch byte {
                case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "-"):
                    true
                default: false
                }
            }
    }
}
