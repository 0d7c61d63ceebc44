/// A stored value with the tag of its version.
public struct StateValue: Sendable, Equatable {
    /// JSON, as the store returns it: members may be sorted anew and integers beyond 2^53 rounded.
    public let value: [UInt8]
    /// As the store wrote it, without quotes; nil if it gave none.
    public let etag: String?

    public init(value: [UInt8], etag: String?) {
        self.value = value
        self.etag = etag
    }
}
