/// One request to somebody else's server.
public struct HTTPClientRequest: Sendable {
    /// Any method's name, in the case it is to have on the wire.
    public var method: String
    /// An absolute `http` or `https` URL, already percent-encoded.
    public var url: String
    public var headers: HTTPClientHeaders
    public var body: [UInt8]
    /// From the call of ``HTTPClient/send(_:)`` to the last byte of the answer, the wait for a free connection included.
    public var timeout: Duration
    /// A longer body of the answer ends the call with ``HTTPClientError/Kind/responseTooLarge``.
    public var maxResponseBytes: Int

    public init(
        method: String = "GET", url: String, headers: HTTPClientHeaders = [:], body: [UInt8] = [],
        timeout: Duration = .seconds(10), maxResponseBytes: Int = 4 << 20
    ) {
        self.method = method
        self.url = url
        self.headers = headers
        self.body = body
        self.timeout = timeout
        self.maxResponseBytes = maxResponseBytes
    }

    /// What makes the request impossible to send; nil when nothing does.
    var mistake: String? {
        if !method.isHTTPToken { return "the method is no token" }
        if let name = headers.firstUnsendable { return "header \(name) holds a character that no header may hold" }
        if url.utf8.contains(where: { $0 <= 0x20 || $0 == 0x7F }) {
            return "the URL holds a space or control character"
        }
        if !url.hasPrefix("http://") && !url.hasPrefix("https://") { return "the URL is neither http nor https" }
        return nil
    }

    /// Scheme, host and port: calls to one origin queue behind each other.
    var origin: Substring {
        let rest = url.utf8.drop { $0 != UInt8(ascii: ":") }.dropFirst(3)
        let end = rest.firstIndex { $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: "?") || $0 == UInt8(ascii: "#") }
        return url[..<(end ?? url.endIndex)]
    }
}
