internal import JSON

/// An answer that can say "again": what a call that failed is turned into.
protocol RetriableAnswer {
    static func retry(_ reason: String) -> Self
}

extension DeliveryAnswer: RetriableAnswer {
    static func retry(_ reason: String) -> DeliveryAnswer { .retry(status: nil, reason: reason) }
}

/// The answers to a batch; a call that failed has one for all.
struct BatchAnswer: RetriableAnswer {
    enum Kind {
        case entries([DeliveryAnswer])
        case failed(String)
    }
    let kind: Kind

    static func retry(_ reason: String) -> BatchAnswer { BatchAnswer(kind: .failed(reason)) }
}

/// A stored event, read for its routing rules only.
struct AnswerEvent {
    let value: JSONValue?
    init(_ record: LogRecord) {
        value = try? JSONReader.parse(record.record.value, limits: JSONLimits(depth: 256, bytes: .max))
    }
}
