public import FoundationEssentials

/// Who a request comes from, as its token says.
public struct Identity: Sendable, Equatable {
    public let userID: UUID
    /// Nil for API tokens, which belong to no session.
    public let sessionID: UUID?
    public let scopes: Set<String>

    public init(userID: UUID, sessionID: UUID? = nil, scopes: Set<String> = []) {
        (self.userID, self.sessionID, self.scopes) = (userID, sessionID, scopes)
    }
}
