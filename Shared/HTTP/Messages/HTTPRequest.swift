/// One request as a value: what a handler sees, whether it came by a socket or from a test.
public struct HTTPRequest: Sendable {
    public let method: HTTPMethod
    /// The path as it was sent, without the query: "/api/tags/a%20b".
    public let path: String
    /// The decoded parts of the path: ["api", "tags", "a b"]. None is "." or "..", none holds U+0000.
    public let segments: [String]
    public let query: HTTPQuery
    public var headers: HTTPHeaders
    public var body: [UInt8]
    /// The peer's address without the port; behind a proxy that is the proxy's.
    public let remoteAddress: String

    init(
        method: HTTPMethod, target: RequestTarget, headers: HTTPHeaders, body: [UInt8] = [], remoteAddress: String
    ) {
        self.method = method
        path = target.path
        segments = target.segments
        query = target.query
        self.headers = headers
        self.body = body
        self.remoteAddress = remoteAddress
    }

    /// A request without a socket, for tests and for calls inside a process.
    ///
    /// `target` is the path with an optional query; a malformed one throws the problem that a client would get.
    public init(
        _ method: HTTPMethod, _ target: String, headers: HTTPHeaders = [:], body: [UInt8] = [],
        remoteAddress: String = "127.0.0.1"
    ) throws(Problem) {
        let target = try RequestTarget(target)
        self.init(method: method, target: target, headers: headers, body: body, remoteAddress: remoteAddress)
    }
}
