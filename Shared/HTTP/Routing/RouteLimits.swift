/// What a route takes; known as soon as the headers are there.
public struct RouteLimits: Sendable, Equatable {
    /// Bytes of a body; more is answered 413.
    public var body: Int
    /// From the headers to the end of the body; a client that is slower is cut off.
    public var bodyTimeout: Duration

    public init(body: Int = 1 << 20, bodyTimeout: Duration = .seconds(30)) {
        self.body = body
        self.bodyTimeout = bodyTimeout
    }

    /// 1 MiB in 30 s.
    public static let standard = RouteLimits()
}
