/// Why the sidecar did not do what was asked, and what the caller can conclude from it.
public struct DaprError: Error, Sendable, Equatable {
    /// What helps.
    public enum Kind: Sendable, Equatable {
        /// Asking again later.
        case transient
        /// A person: name, permission, token or component is wrong. Every such call fails until it is mended.
        case configuration
        /// Nothing: this very payload is too large or not what the API takes. Others may pass.
        case payload
        /// Reading again: the ETag is not the current one, or the key exists already.
        case conflict
        /// Nothing: the caller's task was cancelled.
        case cancelled
    }

    /// What became of the request.
    public enum Outcome: Sendable, Equatable {
        /// It never left this process.
        case notSent
        /// The sidecar answered that it did nothing.
        case refused
        /// It may have been done, or may yet be done: a publish answered with 500 was seen stored 45 s later.
        case unknown
    }

    public let kind: Kind
    public let outcome: Outcome
    /// The sidecar's `errorCode`: `ERR_PUBSUB_NOT_FOUND`.
    public let code: String?
    /// The status of the answer, if there was one.
    public let status: Int?
    /// The sidecar's text without U+0000, at most 1,000 characters. It can name keys and addresses: for logs, not for
    /// clients.
    public let message: String

    public init(_ kind: Kind, _ outcome: Outcome, code: String? = nil, status: Int? = nil, message: String) {
        self.kind = kind
        self.outcome = outcome
        self.code = code
        self.status = status
        self.message = String(message.prefix(1_000).filter { $0 != "\0" })
    }

    public var isRetryable: Bool { kind == .transient }
    public var isConfiguration: Bool { kind == .configuration }
    public var isConflict: Bool { kind == .conflict }
}

extension DaprError: CustomStringConvertible {
    public var description: String {
        let answer = status.map { "\($0) \(code ?? "without a code"): " } ?? ""
        return "\(answer)\(message)"
    }
}
