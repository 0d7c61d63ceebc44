import FoundationEssentials
import HTTPClient
import JSON

/// What two answers must have in common: everything but ids, times, ports and what HTTP servers add.
struct Likeness: Equatable, CustomStringConvertible {
    var status: Int
    var headers: [String: String] = [:]
    var body: String
    /// Compared instead of the text where the order of members or the blanks are not stable.
    var value: JSONValue?

    static func == (one: Likeness, other: Likeness) -> Bool {
        guard one.status == other.status, one.headers == other.headers else { return false }
        if let a = one.value, let b = other.value { return a == b }
        return one.body == other.body
    }

    var description: String { "\(status) \(headers.sorted { $0.key < $1.key }.map { "\($0)=\($1)" }) \(body)" }

    private init(_ status: Int, _ headers: [(name: String, value: String)], _ body: String, isUnordered: Bool) {
        self.status = status
        for (name, value) in headers where !Self.ignored.contains(name.lowercased()) {
            self.headers[name.lowercased()] = Self.masked(value)
        }
        self.body = Self.masked(body)
        if isUnordered && status == 200 || status >= 400 { value = try? JSONReader.parse(Array(self.body.utf8)) }
    }

    init(golden: JSONValue, isUnordered: Bool) {
        let headers = golden["headers"]?.object?.members.map { (name: $0.name, value: $0.value.string ?? "") } ?? []
        self.init(
            golden["status"]?.int ?? golden["answered"]?.int ?? 0, headers, golden["body"]?.string ?? "",
            isUnordered: isUnordered)
    }

    init(_ response: HTTPClientResponse, isUnordered: Bool) {
        self.init(
            response.status, response.headers.all, String(decoding: response.body, as: UTF8.self),
            isUnordered: isUnordered)
    }

    /// A delivery; what it was answered with is not the sidecar's doing.
    init(delivered headers: [(name: String, value: String)], _ body: String) {
        self.init(0, headers, body, isUnordered: false)
    }

    private static let ignored: Set<String> = [
        "date", "content-length", "transfer-encoding", "connection", "server", "host", "user-agent",
        "accept-encoding", "accept", "__offset", "__partition", "__timestamp", "metadata.date", "metadata.server",
        "metadata.content-length", "metadata.connection", "keep-alive", "metadata.keep-alive", "forwarded",
        "x-forwarded-for", "x-forwarded-host",
    ]

    private static func masked(_ text: String) -> String {
        guard text.utf8.count < 20_000 else { return text }
        return
            text
            .replacing(/"data_base64":"([^"]*)"/) { match in
                guard let bytes = Data(base64Encoded: String(match.output.1)) else { return String(match.output.0) }
                return "\"data_base64\":<\(String(decoding: bytes, as: UTF8.self))>"
            }
            .replacing(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/, with: "ID")
            .replacing(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)/, with: "TIME")
            .replacing(/127\.0\.0\.1:\d+/, with: "127.0.0.1:PORT")
            .replacing(/(__offset|__partition|__timestamp)":"\d+"/) { "\($0.output.1)\":\"N\"" }
            .replacing(/00-[0-9a-f]{32}-[0-9a-f]{16}-/) { match in
                match.output.dropFirst(3).contains { $0 != "0" && $0 != "-" } ? "TRACE-" : String(match.output)
            }
    }
}
