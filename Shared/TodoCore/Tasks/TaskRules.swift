/// What the rules of tasks need to know of the world besides the task: the user's zone and wishes, and new identifiers.
public struct TaskRules: Sendable {
    /// The user's zone.
    public let zone: Zone
    /// The zones of all-day due dates.
    public let zones: ZoneDatabase
    /// When the user wants to hear of due dates.
    public let notices: Due.NoticePreferences
    /// Where identifiers of new reminders come from.
    public let ids: IdentifierSource

    /// The rules for one user.
    public init(
        zone: Zone, zones: ZoneDatabase, notices: Due.NoticePreferences = .init(), ids: IdentifierSource
    ) {
        self.zone = zone
        self.zones = zones
        self.notices = notices
        self.ids = ids
    }

    var schedule: ReminderSchedule { ReminderSchedule(zone: zone, allDayTime: notices.allDayTime) }

    /// The zone of an all-day due date.
    func zone(of due: Due?) -> Zone? {
        due?.allDay.flatMap { zones.zone($0.timezone) }
    }
}
