public import FoundationEssentials
internal import Postgres
public import TodoCore

/// The oldest unpublished event of its task or series: the only one that may be sent.
public struct OutboxHead: Sendable {
    /// The row; later events of one aggregate have greater ones.
    public let id: Int
    public let eventID: EventID
    public let partitionKey: UUID
    public let type: String
    /// All topics it is published to, its stream topic first.
    public let topics: [String]
    /// The whole CloudEvent as JSON text.
    public let payload: [UInt8]
    /// How often publishing it has failed.
    public let attempts: Int
    public let createdAt: Date

    static let columns: SQL = """
        o.id, o.event_id, o.partition_key, o.type, o.topics, o.payload, o.attempts, o.created_at
        """

    init(_ row: PostgresRow) {
        id = row.int(0)
        eventID = EventID(rawValue: row.uuid(1))
        partitionKey = row.uuid(2)
        type = row.string(3)
        topics = row.stringArray(4)
        payload = row.bytes(5)
        attempts = row.int(6)
        createdAt = row.date(7)
    }
}

extension OutboxHead {
    /// A head that no row stands for: what tests of the relay's rules take.
    public init(
        id: Int, eventID: EventID, partitionKey: UUID, type: String, topics: [String], payload: [UInt8],
        attempts: Int, createdAt: Date
    ) {
        self.id = id
        self.eventID = eventID
        self.partitionKey = partitionKey
        self.type = type
        self.topics = topics
        self.payload = payload
        self.attempts = attempts
        self.createdAt = createdAt
    }

    /// The shard it belongs to: the last four bits of the partition key, as the table computes it.
    public var shard: Int { Int(partitionKey.uuid.15 & 15) }
}
