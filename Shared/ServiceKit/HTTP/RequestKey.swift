public import FoundationEssentials
public import HTTP
public import Reactor

/// A client's `Idempotency-Key` with what it stands for: one request of one user, recognised by the hash of its body.
public struct RequestKey: Sendable, Hashable {
    public let userID: UUID
    public let method: String
    public let path: String
    public let key: String
    /// SHA-256 of the canonical body.
    public let bodyHash: [UInt8]

    public init(userID: UUID, method: String, path: String, key: String, bodyHash: [UInt8]) {
        (self.userID, self.method, self.path) = (userID, method, path)
        (self.key, self.bodyHash) = (key, bodyHash)
    }
}

/// What is kept under a ``RequestKey``.
public enum KeptAnswer: Sendable {
    case nothing
    /// The same request: its answer is given again.
    case answer(HTTPResponse)
    /// Another body came with this key.
    case otherBody
}

/// Where answers are kept; the service adapts its store.
@LoopActor public protocol AnswerStore: Sendable {
    func find(_ key: RequestKey) async throws -> KeptAnswer
}
