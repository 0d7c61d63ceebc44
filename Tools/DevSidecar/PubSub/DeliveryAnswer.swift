internal import JSON

/// What an application's answer to one event means.
enum DeliveryAnswer: Sendable, Equatable {
    case success
    /// To the dead letter topic, or acknowledged.
    case drop
    /// `status` is the HTTP status where that was the reason; nil for a RETRY in the body and for a lost connection.
    case retry(status: Int?, reason: String)

    /// The contract of single delivery (dapr-http-contract.md 2.4).
    init(status: Int, body: [UInt8]) {
        switch status {
        case 200..<300: self = Self.read(body)
        case 404: self = .drop
        default: self = .retry(status: status, reason: "the application answered \(status)")
        }
    }

    private static func read(_ body: [UInt8]) -> DeliveryAnswer {
        // Only the first JSON value counts; what cannot be decoded as an object with a text status is a success.
        guard let status = AnswerBody.firstValue(body)?.member(ignoringCase: "status") else { return .success }
        guard case .string(let text) = status else { return .success }
        switch text {
        case "", "SUCCESS": return .success
        case "RETRY": return .retry(status: nil, reason: "the application asked for a retry")
        case "DROP": return .drop
        default: return .retry(status: nil, reason: "unknown status returned from app: \(text)")
        }
    }
}

/// Bodies of answers as Go's decoder reads them.
enum AnswerBody {
    /// The first JSON value; what follows it is not looked at. nil when there is none.
    static func firstValue(_ body: [UInt8]) -> JSONValue? {
        guard let end = JSONExtent.ofFirstValue(body) else { return nil }
        return try? JSONReader.parse(body[..<end], limits: JSONLimits(depth: 128, bytes: .max))
    }
}

extension JSONValue {
    /// The member of that name, exactly written or in another case, as Go finds struct fields.
    func member(ignoringCase name: String) -> JSONValue? {
        guard let object else { return nil }
        return object[name] ?? object.first { $0.name.lowercased() == name.lowercased() }?.value
    }
}
