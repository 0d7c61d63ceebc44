/// Whom a notification is for, with what its planning needs to know of them.
public struct Recipient: Sendable {
    /// The owner of what it is about.
    public let user: User
    /// The user's zone: times in texts are told in it.
    public let zone: Zone
    /// Which kinds go where.
    public let preferences: ChannelPreferences
    /// Whether mail to the user's address is held back, because it came back for good.
    public let isMailSuppressed: Bool

    /// A recipient of stored values.
    public init(
        user: User, zone: Zone, preferences: ChannelPreferences = .standard, isMailSuppressed: Bool = false
    ) {
        self.user = user
        self.zone = zone
        self.preferences = preferences
        self.isMailSuppressed = isMailSuppressed
    }
}
