public import JSON

/// What went wrong, for the client: RFC 9457, and the only place that writes `application/problem+json`.
///
/// Throw it from a handler. Nothing of the inside belongs in it: no SQL, no stack, no address.
public struct Problem: Error, Sendable {
    /// One thing to mend: where in the body (a JSON pointer), which rule, in words.
    public struct Mistake: Sendable, Equatable {
        public let pointer: String
        public let code: String
        public let detail: String

        public init(pointer: String, code: String, detail: String) {
            self.pointer = pointer
            self.code = code
            self.detail = detail
        }
    }

    public var status: HTTPStatus
    /// Stable and documented, in kebab-case: what clients compare.
    public var code: String
    public var title: String
    public var detail: String?
    public var errors: [Mistake]
    /// Extra header fields: `Allow`, `Retry-After`, `WWW-Authenticate`.
    public var headers: HTTPHeaders
    /// Extra members of the body.
    public var members: [(name: String, value: JSONValue)]

    /// A problem; without a title the status's own phrase stands there.
    public init(
        _ status: HTTPStatus, _ code: String, _ detail: String? = nil, title: String? = nil, errors: [Mistake] = [],
        headers: HTTPHeaders = [:], members: [(name: String, value: JSONValue)] = []
    ) {
        self.status = status
        self.code = code
        self.title = title ?? status.reason
        self.detail = detail
        self.errors = errors
        self.headers = headers
        self.members = members
    }

    /// The URI of the code; it names, and need not lead anywhere.
    public var type: String { "urn:todo:problem:\(code)" }

    public static let contentType = "application/problem+json"

    /// The answer that tells the client; `requestID` is the one in the log.
    public func response(requestID: String? = nil) -> HTTPResponse {
        var headers = headers
        headers["Content-Type"] = Self.contentType
        return HTTPResponse(status, headers: headers, body: .json(body(requestID)))
    }

    private func body(_ requestID: String?) -> JSONBytes {
        var json = JSONWriter()
        json.beginObject()
        json.key("type")
        json.string(type)
        json.key("title")
        json.string(title)
        json.key("status")
        json.int(status.code)
        if let detail {
            json.key("detail")
            json.string(detail)
        }
        json.key("code")
        json.string(code)
        json.key("errors")
        json.beginArray()
        for mistake in errors { Self.write(mistake, to: &json) }
        json.endArray()
        for member in members {
            json.key(member.name)
            json.value(member.value)
        }
        if let requestID {
            json.key("request_id")
            json.string(requestID)
        }
        json.endObject()
        return json.finish()
    }

    private static func write(_ mistake: Mistake, to json: inout JSONWriter) {
        json.beginObject()
        json.key("pointer")
        json.string(mistake.pointer)
        json.key("code")
        json.string(mistake.code)
        json.key("detail")
        json.string(mistake.detail)
        json.endObject()
    }
}
