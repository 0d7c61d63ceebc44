internal import JSON
internal import Reactor

/// A value to be saved.
public struct StateItem: Sendable {
    public enum Concurrency: String, Sendable {
        /// With an ETag: only over that version. Without: only if the key does not exist.
        case firstWrite = "first-write"
        case lastWrite = "last-write"
    }

    public var key: String
    /// A JSON text.
    public var value: [UInt8]
    /// The version it replaces; another one there is a ``DaprError/Kind/conflict``.
    public var etag: String?
    public var concurrency: Concurrency?
    /// How long it is kept, in whole seconds, at least one; nil keeps it for ever (on redis: as long as before).
    public var timeToLive: Duration?

    public init(
        key: String, value: [UInt8], etag: String? = nil, concurrency: Concurrency? = nil, timeToLive: Duration? = nil
    ) {
        self.key = key
        self.value = value
        self.etag = etag
        self.concurrency = concurrency
        self.timeToLive = timeToLive
    }

    func write(to json: inout JSONWriter) {
        json.beginObject()
        json.member("key", key)
        json.key("value")
        json.raw(value)
        if let etag { json.member("etag", etag) }
        if let concurrency {
            json.object("options") { $0.member("concurrency", concurrency.rawValue) }
        }
        if let timeToLive {
            // The exact spelling counts: the store ignores any other.
            let seconds = max(1, timeToLive.components.seconds)
            json.object("metadata") { $0.member("ttlInSeconds", String(seconds)) }
        }
        json.endObject()
    }
}
