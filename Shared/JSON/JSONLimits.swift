/// How deep and how long a JSON text may be.
public struct JSONLimits: Sendable {
    /// No limit goes deeper: reading and freeing a value use the stack.
    public static let deepest = 512

    /// Arrays and objects inside each other; at most ``deepest``.
    public let depth: Int
    /// The length of the text.
    public let bytes: Int

    /// Limits; 32 deep and 1 MiB unless told otherwise.
    public init(depth: Int = 32, bytes: Int = 1 << 20) {
        self.depth = min(depth, Self.deepest)
        self.bytes = bytes
    }
}
