public import FoundationEssentials
public import TodoCore

/// What a client's `Idempotency-Key` stands for: one request of one user, recognised by the hash of its body.
public struct IdempotencyKey: Sendable, Hashable {
    public let userID: UserID
    public let method: String
    /// The canonical path.
    public let path: String
    public let key: String
    /// SHA-256 of the canonical body.
    public let bodyHash: [UInt8]

    public init(userID: UserID, method: String, path: String, key: String, bodyHash: [UInt8]) {
        self.userID = userID
        self.method = method
        self.path = path
        self.key = key
        self.bodyHash = bodyHash
    }
}

/// An answer that is given again to the same request.
public struct StoredAnswer: Sendable, Equatable {
    /// 200 to 299: only successes are stored, a refused request changed nothing and may be evaluated again.
    public let status: Int
    public let headers: [Header]
    /// Nil where the answer has no body.
    public let body: [UInt8]?

    public struct Header: Sendable, Equatable {
        public let name: String
        public let value: String

        public init(_ name: String, _ value: String) {
            self.name = name
            self.value = value
        }
    }

    public init(status: Int, headers: [Header] = [], body: [UInt8]?) {
        self.status = status
        self.headers = headers
        self.body = body
    }
}

/// A key with the answer to keep under it, written by the same statement as the change it answers for.
public struct IdempotencyRecord: Sendable {
    public let key: IdempotencyKey
    public let answer: StoredAnswer
    public let now: Date
    /// Seconds that the answer is kept.
    public let lifetime: TimeInterval

    public init(key: IdempotencyKey, answer: StoredAnswer, now: Date, lifetime: TimeInterval = 86_400) {
        self.key = key
        self.answer = answer
        self.now = now
        self.lifetime = lifetime
    }
}
