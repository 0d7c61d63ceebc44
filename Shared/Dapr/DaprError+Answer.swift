internal import HTTPClient
internal import JSON

extension DaprError {
    init(_ error: HTTPClientError) {
        let kind: Kind =
            switch error.kind {
            case .cancelled: .cancelled
            case .invalidRequest: .payload
            case .tls: .configuration
            default: .transient
            }
        self.init(kind, error.mayHaveBeenSent ? .unknown : .notSent, message: error.description)
    }

    /// What an answer that is no success means. The body may be JSON of either of Dapr's two shapes, text or nothing.
    init(_ response: HTTPClientResponse) {
        let body = try? JSONReader.parse(response.body)
        let code = body?["errorCode"]?.string
        let message = body?["message"]?.string ?? String(decoding: response.body, as: UTF8.self)
        self.init(status: response.status, code: code, message: message)
    }

    init(status: Int, code: String?, message: String) {
        let kind = Self.kind(status, code ?? "", message)
        // Whatever is wrong with the request was found before anything was done; a failure inside came later.
        // A binding whose server refused the connection did nothing either.
        let didNothing = code == "ERR_INVOKE_OUTPUT_BINDING" && message.contains("connection refused")
        let isUnknown = kind == .transient && (status >= 500 || status == 409) && !didNothing
        self.init(kind, isUnknown ? .unknown : .refused, code: code, status: status, message: message)
    }

    private static func kind(_ status: Int, _ code: String, _ message: String) -> Kind {
        if let kind = kind(ofMessage: message) { return kind }
        switch code {
        // Each SIGTERM of the sidecar answers these two for a moment. Whoever sees them last for long decides anew.
        case "ERR_PUBSUB_NOT_FOUND", "ERR_PUBSUB_NOT_CONFIGURED": return .transient
        case "ERR_STATE_STORE_NOT_CONFIGURED", "ERR_STATE_STORE_NOT_FOUND", "ERR_STATE_STORE_NOT_SUPPORTED",
            "ERR_STATE_STORE_TOO_MANY_TRANSACTIONS", "ERR_NOT_SUPPORTED_STATE_OPERATION":
            return .configuration
        case "ERR_PUBSUB_EVENTS_SER", "ERR_PUBSUB_CLOUD_EVENTS_SER", "ERR_MALFORMED_REQUEST", "ERR_BODY_READ":
            return .payload
        default: break
        }
        switch status {
        case 409: return .conflict
        case 408, 425, 429: return .transient
        case 500...: return .transient
        default: return .configuration
        }
    }

    /// Several stores answer conflicts with 500, and one answers 409 when its server is out of reach: then only the
    /// text tells.
    private static func kind(ofMessage message: String) -> Kind? {
        let unreachable = ["dial tcp", "connection refused", "i/o timeout", "context deadline exceeded", "EOF"]
        if unreachable.contains(where: message.contains), !message.contains("unmarshal"), !isMalformed(message) {
            return .transient
        }
        let conflicts = ["possible etag mismatch", "invalid etag value", "no item was updated", "failed to set key"]
        if conflicts.contains(where: message.contains) || message.contains("failed to delete ") { return .conflict }
        let sizes = ["stream too large", "larger than configured", "Message was too large"]
        if sizes.contains(where: message.contains) { return .payload }
        let missing = ["couldn't find output binding", "does not support operation", "operation field is missing"]
        return missing.contains(where: message.contains) ? .configuration : nil
    }

    /// "EOF" is also what a request whose JSON ends too early is answered.
    private static func isMalformed(_ message: String) -> Bool {
        message == "EOF" || message == "unexpected EOF" || message.contains("deserializing")
            || message.contains("unmarshaling")
    }
}
