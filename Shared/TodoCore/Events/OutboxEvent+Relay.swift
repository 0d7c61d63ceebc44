public import FoundationEssentials
import JSON

extension OutboxEvent {
    /// The relay's sign of life for one shard, which moves the watermark of an idle system.
    ///
    /// - Parameter key: the fixed identifier whose hash falls into the shard.
    public static func heartbeat(shard: Int, key: UUID, _ context: EventContext) -> OutboxEvent {
        let about = CloudEvent.Subject(
            type: .relayHeartbeat, subject: key, partitionKey: key, aggregateID: context.eventID.rawValue,
            aggregateSeq: 1, userID: nil, taskID: nil)
        return CloudEvent.encode(about, context) { json in json.member("shard", shard) }
    }

    /// Word of an event that a consumer gave up, for people with tools of the broker.
    ///
    /// - Parameters:
    ///   - key: the original's partition key where it is known, else the id of this event.
    ///   - original: the message as it came; carried as text, with U+FFFD for what is not UTF-8.
    public static func parked(
        consumer: String, topic: String, reason: String, attempts: Int, original: [UInt8], key: UUID?,
        _ context: EventContext
    ) -> OutboxEvent {
        let key = key ?? context.eventID.rawValue
        let about = CloudEvent.Subject(
            type: .eventParked, subject: key, partitionKey: key, aggregateID: context.eventID.rawValue,
            aggregateSeq: 1, userID: nil, taskID: nil)
        return CloudEvent.encode(about, context) { json in
            json.member("consumer", consumer)
            json.member("topic", topic)
            json.member("reason", reason)
            json.member("attempts", attempts)
            // PostgreSQL's json takes the escape of U+0000, its text functions do not; a mark says it was there.
            json.member("original", String(decoding: original, as: UTF8.self).replacing("\0", with: "\u{FFFD}"))
        }
    }
}
