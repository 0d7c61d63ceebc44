internal import HTTPClient
internal import JSON

/// What the sidecar answered to one call.
struct Answer: Sendable {
    /// "POST /v1.0/publish/…", for messages.
    let request: String
    let status: Int
    let headers: HTTPClientHeaders
    let body: [UInt8]

    var text: String { String(decoding: body, as: UTF8.self) }
    var json: JSONValue { (try? JSONReader.parse(body, limits: JSONLimits(depth: 64, bytes: 16 << 20))) ?? .null }
    var seen: String { "\(request): \(status) \(text.prefix(300))" }

    /// Holds it to a status and, for an error, to its code, form and content type.
    @discardableResult func expect(_ status: Int, _ code: String? = nil) throws(Mismatch) -> Answer {
        try Mismatch.unless(self.status == status, "wanted \(status) \(code ?? ""), \(seen)")
        if status == 204 { try Mismatch.unless(body.isEmpty, "a 204 with a body, \(seen)") }
        guard let code else { return self }
        try Mismatch.unless(json["errorCode"]?.string == code, "wanted \(code), \(seen)")
        try Mismatch.unless(json["message"]?.string != nil || json["failedEntries"] != nil, "no message, \(seen)")
        let type = headers["Content-Type"]
        try Mismatch.unless(type == "application/json", "content type \(type ?? "none") of an error, \(seen)")
        return self
    }
}
