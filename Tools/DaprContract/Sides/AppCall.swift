internal import FoundationEssentials
internal import HTTP
internal import JSON
internal import Reactor

/// One call that a sidecar made of the application.
struct AppCall: Sendable {
    /// Which application, or which replica of it, was called.
    enum Party: Sendable { case own, replica, second, upstream }

    let party: Party
    let method: String
    let path: String
    /// As it was sent, decoded: "y=1".
    let query: String
    let headers: HTTPHeaders
    let body: [UInt8]
    let at: LoopClock.Instant

    init(_ request: HTTPRequest, _ party: Party) {
        self.party = party
        method = request.method.rawValue
        path = request.path
        query = request.query.map { "\($0.name)=\($0.value)" }.joined(separator: "&")
        headers = request.headers
        body = request.body
        at = .now
    }

    var name: String { "\(method) \(path)" }
    var text: String { String(decoding: body, as: UTF8.self) }
    var json: JSONValue { (try? JSONReader.parse(body, limits: JSONLimits(depth: 64, bytes: 16 << 20))) ?? .null }
    /// The event's data, of a single delivery.
    var data: JSONValue? { json["data"] }
    var isSentinel: Bool { data?["sentinel"] != nil }
    /// The key that the event was published with; unique to a publish of ours.
    var key: String? { headers["partitionkey"] }
}
