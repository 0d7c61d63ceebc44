/// One request as a value: what a handler sees, whether it came by a socket or from a test.
///
/// One reference inside: it is handed through every middleware, and six strings and arrays would each be counted there.
public struct HTTPRequest: Sendable {
    private var parts: Parts

    init(
        method: HTTPMethod, target: RequestTarget, headers: HTTPHeaders, body: [UInt8] = [], remoteAddress: String
    ) {
        parts = Parts(method, target, headers, body, remoteAddress)
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

    public var method: HTTPMethod { parts.method }
    /// The path as it was sent, without the query: "/api/tags/a%20b".
    public var path: String { parts.target.path }
    /// The decoded parts of the path: ["api", "tags", "a b"]. None is "." or "..", none holds U+0000.
    public var segments: [String] { parts.target.segments }
    public var query: HTTPQuery { parts.target.query }
    /// The peer's address without the port; behind a proxy that is the proxy's.
    public var remoteAddress: String { parts.remoteAddress }

    public var headers: HTTPHeaders {
        get { parts.headers }
        set {
            own()
            parts.headers = newValue
        }
    }

    public var body: [UInt8] {
        get { parts.body }
        set {
            own()
            parts.body = newValue
        }
    }

    /// The same request with one part of its path left out; nil where the path has no such part.
    func without(segment index: Int) -> HTTPRequest? {
        var target = parts.target
        var raw = target.path.split(separator: "/", omittingEmptySubsequences: false)
        guard target.segments.indices.contains(index), raw.count == target.segments.count + 1 else { return nil }
        raw.remove(at: index + 1)
        target.path = raw.joined(separator: "/")
        target.segments.remove(at: index)
        return HTTPRequest(
            method: method, target: target, headers: headers, body: body, remoteAddress: remoteAddress)
    }

    /// Makes the parts this value's own before they change.
    private mutating func own() {
        guard !isKnownUniquelyReferenced(&parts) else { return }
        parts = Parts(parts.method, parts.target, parts.headers, parts.body, parts.remoteAddress)
    }

    /// Changes only through `own()`, while nobody else has it.
    private final class Parts: @unchecked Sendable {
        let method: HTTPMethod
        let target: RequestTarget
        let remoteAddress: String
        var headers: HTTPHeaders
        var body: [UInt8]

        init(
            _ method: HTTPMethod, _ target: RequestTarget, _ headers: HTTPHeaders, _ body: [UInt8],
            _ remoteAddress: String
        ) {
            self.method = method
            self.target = target
            self.headers = headers
            self.body = body
            self.remoteAddress = remoteAddress
        }
    }
}
