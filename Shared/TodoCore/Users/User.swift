public import FoundationEssentials

public typealias UserID = User.ID

/// A person with an account.
public struct User: Sendable, Equatable, Identifiable {
    public typealias ID = Identifier<User>

    public let id: ID
    public var email: String
    public var name: String
    public var language: Language
    /// Name of the user's zone, checked against the installed zones when it was set.
    public var timezone: String
    public var weekStart: Weekday
    public var version: Int
    public var createdAt: Date
    public var updatedAt: Date

    public init(
        id: ID, email: String, name: String, language: Language = .english, timezone: String = "UTC",
        weekStart: Weekday = .monday, version: Int = 1, createdAt: Date, updatedAt: Date
    ) {
        self.id = id
        self.email = email
        self.name = name
        self.language = language
        self.timezone = timezone
        self.weekStart = weekStart
        self.version = version
        self.createdAt = createdAt
        self.updatedAt = updatedAt
    }
}
