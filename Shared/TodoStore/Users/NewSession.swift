public import FoundationEssentials
public import TodoCore

/// A login: the first refresh token of a family.
public struct NewSession: Sendable {
    /// What access tokens name as `sid`; it stays while refresh tokens come and go.
    public let familyID: UUID
    public let id: UUID
    public let userID: UserID
    /// SHA-256 of the refresh token.
    public let tokenHash: [UInt8]
    public let userAgent: String?

    public init(familyID: UUID, id: UUID, userID: UserID, tokenHash: [UInt8], userAgent: String?) {
        self.familyID = familyID
        self.id = id
        self.userID = userID
        self.tokenHash = tokenHash
        self.userAgent = userAgent
    }
}
