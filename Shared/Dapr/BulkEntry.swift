/// One event of a bulk publish.
public struct BulkEntry: Sendable {
    /// Unique within the call; the sidecar names failed entries by it.
    public var id: String
    /// A JSON text. Its numbers pass through Float64 on the way: no integer beyond 2^53 survives.
    public var event: [UInt8]
    /// A JSON type, with or without parameters.
    public var contentType: String
    /// `partitionKey` belongs here and never on the call as a whole, where it would win for every entry.
    public var metadata: [String: String]

    public init(
        id: String, event: [UInt8], contentType: String = "application/cloudevents+json",
        metadata: [String: String] = [:]
    ) {
        self.id = id
        self.event = event
        self.contentType = contentType
        self.metadata = metadata
    }
}
