internal import HTTP
internal import JSON

/// An error of the sidecar's API: `errorCode`, `message`, and for some of them `details`.
struct DaprProblem: Error, Sendable {
    let status: HTTPStatus
    let code: String
    let message: String
    private var details: [JSONValue] = []
    /// Extra headers of the answer.
    var headers: [(name: String, value: String)] = []

    init(_ status: HTTPStatus, _ code: String, _ message: String) {
        (self.status, self.code, self.message) = (status, code, message)
    }

    /// Adds `google.rpc.ErrorInfo`; `metadata` nil is written as null.
    func info(_ reason: String, _ metadata: [String: String]? = [:]) -> DaprProblem {
        adding([
            ("@type", "type.googleapis.com/google.rpc.ErrorInfo"), ("domain", "dapr.io"),
            ("metadata", metadata.map { .texts($0) } ?? .null), ("reason", .string(reason)),
        ])
    }

    /// Adds `google.rpc.ResourceInfo`.
    func resource(_ type: String, _ name: String, description: String) -> DaprProblem {
        adding([
            ("@type", "type.googleapis.com/google.rpc.ResourceInfo"), ("description", .string(description)),
            ("owner", ""), ("resource_name", .string(name)), ("resource_type", .string(type)),
        ])
    }

    /// Adds `google.rpc.BadRequest` with one violation.
    func violation(_ field: String?) -> DaprProblem {
        let named = field.map { [("field", JSONValue.string($0))] } ?? []
        let violation = JSONValue.members(named + [("description", .string(message))])
        return adding([
            ("@type", "type.googleapis.com/google.rpc.BadRequest"), ("field_violations", .array([violation])),
        ])
    }

    private func adding(_ members: [(String, JSONValue)]) -> DaprProblem {
        var copy = self
        copy.details.append(.members(members))
        return copy
    }

    var body: [UInt8] {
        // The two encoders of daprd differ: only the one without details escapes for HTML.
        var json = GoJSON(escapesHTML: details.isEmpty)
        json.ordered([("errorCode", .string(code)), ("message", .string(message))], details: details)
        return json.bytes
    }

    var response: HTTPResponse {
        var response = HTTPResponse.bytes(status, body, type: "application/json")
        for header in headers { response.headers.add(header.name, header.value) }
        return response
    }

    /// What is not in the API is an invocation, and one that names no application is this.
    static let noTarget = DaprProblem(
        404, "ERR_DIRECT_INVOKE", "failed getting app id either from the URL path or the header dapr-app-id")

    static func malformed(_ message: String) -> DaprProblem { DaprProblem(400, "ERR_MALFORMED_REQUEST", message) }
}

extension JSONValue {
    /// An object of these members, in this order.
    static func members(_ members: [(String, JSONValue)]) -> JSONValue {
        var object = JSONObject()
        for (name, value) in members { object[name] = value }
        return .object(object)
    }

    static func texts(_ texts: [String: String]) -> JSONValue {
        .members(texts.sorted { $0.key < $1.key }.map { ($0.key, .string($0.value)) })
    }
}
