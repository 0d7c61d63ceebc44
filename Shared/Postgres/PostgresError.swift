/// Why the database did not do what it was asked.
///
/// ``description`` is safe to show; ``debugDescription`` has PostgreSQL's own words (which may quote values) and is for
/// the log.
public struct PostgresError: Error, Sendable {
    /// What a caller decides by.
    public enum Kind: Sendable, Equatable {
        /// The connection went away before anything was committed.
        case connectionLost
        /// The connection went away around a commit, and what became of it could not be found out in time.
        case outcomeUnknown
        /// A statement or a lock took too long (57014, 55P03). Nothing was changed.
        case timeout
        /// Too much is waiting already. Nothing was sent.
        case busy
        /// The database cannot be reached, is starting, stopping or read-only, or is out of resources.
        case unavailable
        /// The caller's task was cancelled before the statement was sent, or while it read.
        case cancelled
        case uniqueViolation(constraint: String)
        case checkViolation(constraint: String)
        case foreignKey(constraint: String)
        /// A conflict with another transaction (40001, 40P01) that repeating did not resolve.
        case serialization
        /// A text had U+0000; the statement was not sent.
        case invalidText
        /// A date was infinite, not a number, or outside of what PostgreSQL holds; the statement was not sent.
        case invalidDate
        /// Anything else that the server said, by its five-letter code.
        case server(sqlState: String)
    }

    public let kind: Kind
    /// The server's code, when it said one.
    public let sqlState: String?
    let detail: String

    init(_ kind: Kind, sqlState: String? = nil, _ detail: String = "") {
        self.kind = kind
        self.sqlState = sqlState
        self.detail = detail
    }

    /// True when the same request may succeed later: answer 503 and Retry-After.
    public var isTransient: Bool {
        switch kind {
        case .connectionLost, .outcomeUnknown, .timeout, .busy, .unavailable, .serialization: true
        default: false
        }
    }
}

extension PostgresError: CustomStringConvertible, CustomDebugStringConvertible {
    public var description: String {
        switch kind {
        case .connectionLost: "the connection to the database was lost"
        case .outcomeUnknown: "the database did not say whether it committed"
        case .timeout: "the database took too long"
        case .busy: "too many statements are waiting for the database"
        case .unavailable: "the database is not available"
        case .cancelled: "cancelled"
        case .uniqueViolation(let constraint): "unique constraint \(constraint) violated"
        case .checkViolation(let constraint): "check constraint \(constraint) violated"
        case .foreignKey(let constraint): "foreign key \(constraint) violated"
        case .serialization: "conflict with another transaction"
        case .invalidText: "a text contains U+0000"
        case .invalidDate: "a date is out of range"
        case .server(let state): "database error \(state)"
        }
    }

    public var debugDescription: String {
        detail.isEmpty ? description : "\(description): \(sqlState.map { "\($0) " } ?? "")\(detail)"
    }
}
