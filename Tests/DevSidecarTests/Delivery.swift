import HTTP
import JSON

/// What an application got in one call of its sidecar.
struct Delivery: Sendable {
    let path: String
    let headers: HTTPHeaders
    let body: [UInt8]
    /// The `data` of each event: one, or those of a batch.
    let data: [JSONValue]
    let entryIDs: [String]

    init(_ request: HTTPRequest) {
        path = request.path
        headers = request.headers
        body = request.body
        let value = (try? JSONReader.parse(request.body, limits: JSONLimits(depth: 64, bytes: 1 << 26))) ?? .null
        if let entries = value["entries"]?.array {
            data = entries.map { $0["event"]?["data"] ?? .null }
            entryIDs = entries.compactMap { $0["entryId"]?.string }
        } else {
            data = [value["data"] ?? .null]
            entryIDs = []
        }
    }

    var isBulk: Bool { !entryIDs.isEmpty }
    var numbers: [Int] { data.compactMap { $0["n"]?.int ?? $0.int } }

    /// The answer that accepts everything.
    var accepted: HTTPResponse { answer { _ in "SUCCESS" } }

    /// A batch's answer by entry; a single event's is an empty 200.
    func answer(_ status: (Int) -> String) -> HTTPResponse {
        guard isBulk else { return .empty(.ok) }
        let entries = entryIDs.enumerated().map { #"{"entryId":"\#($1)","status":"\#(status($0))"}"# }
        return .bytes(.ok, Array(#"{"statuses":[\#(entries.joined(separator: ","))]}"#.utf8), type: "application/json")
    }
}
