public import FoundationEssentials

/// The identifier of a user.
public typealias UserID = User.ID

/// A person with an account.
public struct User: Sendable, Equatable, Identifiable {
    /// The type of its identifier.
    public typealias ID = Identifier<User>

    /// Its identifier, made before the row is written.
    public let id: ID
    /// Checked by `EmailAddress`; compared without case.
    public var email: String
    /// What the user is called.
    public var name: String
    /// The language of texts to the user.
    public var language: Language
    /// Name of the user's zone, checked against the installed zones when it was set.
    public var timezone: String
    /// The first day of the user's week.
    public var weekStart: Weekday
    /// Rises by one with each change of its own; bookkeeping leaves it.
    public var version: Int
    /// When it was made.
    public var createdAt: Date
    /// When its version last rose.
    public var updatedAt: Date

    /// A user of stored values.
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
