/// A record before it has a place in the log.
struct NewRecord: Sendable {
    let topic: String
    let partition: Int
    /// The record key, as `__key` of the delivery; nil is none.
    let key: String?
    /// In the order of their names.
    let headers: [(name: String, value: String)]
    let value: [UInt8]
    let form: RecordForm
}

/// What delivery must know of the bytes of a record, found out once, when they are stored.
enum RecordForm: Sendable, Equatable {
    /// A JSON object; `expiresAt` in milliseconds since 1970, from its `expiration`.
    case event(expiresAt: Int64?)
    /// Anything else: a subscription without `rawPayload` cannot deliver it.
    case opaque
}

/// A record of the log. A class: batches, caches and slices of them then copy one reference each.
final class LogRecord: Sendable {
    let offset: Int64
    /// Milliseconds since 1970.
    let timestamp: Int64
    let record: NewRecord

    init(offset: Int64, timestamp: Int64, record: NewRecord) {
        (self.offset, self.timestamp, self.record) = (offset, timestamp, record)
    }
}
