import FoundationEssentials
import HTTPClient
import JSON

/// One call that was made of daprd 1.18.3, its answer, and the delivery it led to.
struct GoldenExchange: Sendable {
    struct Request: Sendable {
        var method: String
        var path: String
        var headers: HTTPClientHeaders
        var body: String
    }

    /// "pubsub-kafka 13 #0": file, statement, place among the calls.
    let name: String
    let file: String
    let statement: String
    /// nil when the recording does not hold the whole of it.
    let request: Request?
    let answer: JSONValue
    /// The first call of the application after it.
    var delivery: JSONValue?
    /// The mail that it sent.
    var mail: JSONValue?

    static func all(_ file: String) throws -> [GoldenExchange] {
        let folder = #filePath.split(separator: "/").dropLast(2).reduce("") { $0 + "/" + $1 }
        let data = try Data(contentsOf: URL(filePath: "\(folder)/Fixtures/\(file).jsonl"))
        var found: [GoldenExchange] = []
        for line in data.split(separator: 10) {
            let object = try JSONReader.parse(line, limits: JSONLimits(depth: 64, bytes: 1 << 24))
            let statement = object["statement"].map { $0.string ?? "\($0)" } ?? ""
            let start = found.count
            for exchange in object["exchanges"]?.array ?? [] {
                if let pair = exchange.array, pair.count >= 2, pair[1]["status"] != nil {
                    let name = "\(file) \(statement) #\(found.count - start)"
                    found.append(
                        GoldenExchange(
                            name: name, file: file, statement: statement, request: request(pair[0], named: name),
                            answer: pair[1]))
                } else if exchange["method"] != nil, found.count > start, found[found.count - 1].delivery == nil {
                    found[found.count - 1].delivery = exchange
                } else if exchange["envelope_to"] != nil, found.count > start {
                    found[found.count - 1].mail = exchange
                }
            }
        }
        return found
    }

    // MARK: Requests

    /// What the recording only describes in words.
    private static let described = [
        "pubsub-kafka 4 #1": "GET /v1.0/healthz?appid=c1-4fca53-app1",
        "pubsub-kafka 12 #1": #"PUT /v1.0/publish/pubsub/c1-4fca53-t Content-Type: application/json; {"a":1}"#,
    ]

    private static func request(_ value: JSONValue, named name: String) -> Request? {
        if let text = value.string { return request(described[name] ?? text) }
        guard let method = value["method"]?.string, let path = value["path"]?.string else { return nil }
        var headers = HTTPClientHeaders()
        let body = value["body"]?.string
        if body != nil { headers["Content-Type"] = "application/json" }
        for member in value["headers"]?.object?.members ?? [] { headers[member.name] = member.value.string }
        return Request(method: method, path: path, headers: headers, body: body ?? "")
    }

    /// `METHOD PATH Name: value; Name: value; BODY`, where a call without headers has two blanks.
    private static func request(_ text: String) -> Request? {
        guard let head = text.prefixMatch(of: /([A-Z]+) (\/\S*)(?: before the port)?/) else { return nil }
        var request = Request(method: String(head.1), path: String(head.2), headers: [:], body: "")
        var rest = text[head.range.upperBound...].dropFirst()
        while let field = rest.prefixMatch(
            of: /(Content-Type|traceparent|tracestate|baggage): ([^;]*(?:; charset=[^;]*)?);(?: |$)/)
        {
            request.headers[String(field.1)] = String(field.2)
            rest = rest[field.range.upperBound...]
        }
        if request.headers.all.isEmpty { rest = rest.dropFirst() }
        request.body = String(rest)
        guard let cut = request.body.firstMatch(of: /… \((\d+) characters\)$/), let length = Int(cut.1) else {
            return request
        }
        // All that matters of a body over the limit is its length; of any other the end would.
        guard length > 4 << 20 else { return nil }
        let start = request.body[..<cut.range.lowerBound]
        request.body = start + String(repeating: "x", count: length - start.utf8.count)
        return request
    }
}
