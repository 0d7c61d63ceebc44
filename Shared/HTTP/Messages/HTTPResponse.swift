public import JSON

/// One answer as a value.
public struct HTTPResponse: Sendable {
    public enum Body: Sendable {
        case none
        case bytes([UInt8])
        /// Handed to the connection without a copy, once; "application/json" unless the headers say otherwise.
        case json(JSONBytes)
        case stream(ResponseStream)
    }

    public var status: HTTPStatus
    public var headers: HTTPHeaders
    public var body: Body

    public init(_ status: HTTPStatus, headers: HTTPHeaders = [:], body: Body = .none) {
        self.status = status
        self.headers = headers
        self.body = body
    }

    public static func json(_ status: HTTPStatus = .ok, _ body: JSONBytes, headers: HTTPHeaders = [:]) -> HTTPResponse {
        HTTPResponse(status, headers: headers, body: .json(body))
    }

    public static func text(_ status: HTTPStatus = .ok, _ text: String) -> HTTPResponse {
        HTTPResponse(status, headers: ["Content-Type": "text/plain; charset=utf-8"], body: .bytes(Array(text.utf8)))
    }

    public static func bytes(_ status: HTTPStatus = .ok, _ bytes: [UInt8], type: String) -> HTTPResponse {
        HTTPResponse(status, headers: ["Content-Type": type], body: .bytes(bytes))
    }

    public static func empty(_ status: HTTPStatus) -> HTTPResponse { HTTPResponse(status) }

    /// Server-sent events, or any other body whose end is not known yet.
    public static func stream(
        _ stream: ResponseStream, type: String = "text/event-stream", headers: HTTPHeaders = [:]
    ) -> HTTPResponse {
        var headers = headers
        headers["Content-Type"] = type
        if !headers.contains("Cache-Control") { headers.add("Cache-Control", "no-store") }
        return HTTPResponse(.ok, headers: headers, body: .stream(stream))
    }
}
