public import FoundationEssentials
public import JSON

/// A row of the outbox: an encoded event with what the relay needs to keep it in order.
public struct OutboxEvent: Sendable {
    /// The CloudEvent `id` of the event.
    public let eventID: EventID
    /// What the order of events is kept by: the task or series that the event changes, else the event itself.
    public let aggregateID: UUID
    /// Rises by one with each event of the aggregate, without a gap.
    public let aggregateSeq: Int
    /// The record key in the broker: the task, else the series, else the user.
    public let partitionKey: UUID
    /// Whose it is; nil for events of the system.
    public let userID: UserID?
    /// What happened.
    public let type: EventType
    /// The whole CloudEvent as JSON text, passed through as it is from here to the broker.
    public let payload: JSONBytes

    /// Where it is published, its stream topic first.
    public var topics: [Topic] { type.topics }

    /// A row of these values.
    public init(
        eventID: EventID, aggregateID: UUID, aggregateSeq: Int, partitionKey: UUID, userID: UserID?, type: EventType,
        payload: JSONBytes
    ) {
        self.eventID = eventID
        self.aggregateID = aggregateID
        self.aggregateSeq = aggregateSeq
        self.partitionKey = partitionKey
        self.userID = userID
        self.type = type
        self.payload = payload
    }
}
