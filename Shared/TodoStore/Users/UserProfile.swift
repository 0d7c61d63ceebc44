public import FoundationEssentials
public import TodoCore

/// A user with what planning for them needs to know.
public struct UserProfile: Sendable {
    public let user: User
    public let notices: Due.NoticePreferences
    public let channels: ChannelPreferences
    /// Whether mail is held back because the address came back for good.
    public let isMailSuppressed: Bool
    /// What a task gets whose request does not speak of reminders.
    public let defaultReminders: [ReminderDraft]

    /// The user's zone; UTC where the installed tzdata has dropped it.
    public func zone(_ zones: ZoneDatabase) -> Zone { zones.zone(user.timezone) ?? .utc }

    /// What the user's due dates are looked at by.
    public func moment(_ now: Date, _ zones: ZoneDatabase) -> DueMoment {
        DueMoment(now, zone: zone(zones), zones: zones, window: notices.window)
    }

    /// Whom a notification is for.
    public func recipient(_ zones: ZoneDatabase) -> Recipient {
        Recipient(user: user, zone: zone(zones), preferences: channels, isMailSuppressed: isMailSuppressed)
    }

    /// What the rules of the user's tasks need to know.
    public func rules(_ zones: ZoneDatabase, ids: IdentifierSource) -> TaskRules {
        TaskRules(zone: zone(zones), zones: zones, notices: notices, ids: ids)
    }
}
