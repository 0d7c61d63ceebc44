/// One thing in a JSON value that its reader cannot accept.
public struct JSONMistake: Error, Equatable, Sendable {
    /// RFC 6901 pointer to the value: `/reminders/0/offset`. Where a reading closure throws it, relative to its value.
    public let pointer: String
    /// A stable word for programs: `required`, `invalid-type`, `unknown-field`, `invalid-character`.
    public let code: String
    /// A sentence for people.
    public let detail: String

    /// A mistake; the pointer of a value itself is empty.
    public init(_ pointer: String = "", code: String, _ detail: String) {
        self.pointer = pointer
        self.code = code
        self.detail = detail
    }

    func inside(_ parent: String) -> JSONMistake { JSONMistake(parent + pointer, code: code, detail) }
}

/// Everything in a JSON value that its reader cannot accept.
public struct JSONMistakes: Error, Equatable, Sendable {
    /// More are not collected: the answer shall not be larger than what a person reads.
    public static let limit = 100

    /// In the order they were found; never empty where thrown.
    public private(set) var items: [JSONMistake]

    /// The first ``limit`` of these mistakes.
    public init(_ items: [JSONMistake] = []) { self.items = Array(items.prefix(Self.limit)) }

    /// Whether further mistakes are dropped.
    public var isFull: Bool { items.count == Self.limit }

    /// Adds a mistake that is not there yet.
    public mutating func append(_ mistake: JSONMistake) {
        if !isFull, !items.contains(mistake) { items.append(mistake) }
    }
}
