public import FoundationEssentials

/// How near a task's due date is; the raw value is `due_state` in JSON.
public enum DueState: String, CaseIterable, Sendable {
    case none, upcoming
    case dueSoon = "due_soon"
    case overdue

    /// How long before its due instant a task is due soon, unless the user said otherwise.
    public static let standardWindow: TimeInterval = 86_400
}

extension Due {
    /// How near it is at the instant, to a task that is open.
    ///
    /// Due at an instant: due soon from `window` before it up to the instant itself, overdue strictly after it. Due on
    /// a day: due soon from the start of the day before, overdue as soon as the day is over.
    public func state(
        at now: Date, zones: ZoneDatabase, window: TimeInterval = DueState.standardWindow
    ) -> DueState {
        guard let allDay else {
            if now > instant { return .overdue }
            return now >= instant.addingTimeInterval(-window) ? .dueSoon : .upcoming
        }
        if now >= instant { return .overdue }
        // A zone that the installed tzdata dropped: two days of 24 hours are near enough for a colour in a list.
        let soonFrom =
            zones.zone(allDay.timezone)?.startOfDay(allDay.on.adding(days: -1))
            ?? instant.addingTimeInterval(-2 * 86_400)
        return now >= soonFrom ? .dueSoon : .upcoming
    }
}

extension TodoTask {
    /// How near the due date is at the instant; `none` for tasks that are done, given up, deleted or have no due date.
    public func dueState(
        at now: Date, zones: ZoneDatabase, window: TimeInterval = DueState.standardWindow
    ) -> DueState {
        guard isOpen, let due else { return .none }
        return due.state(at: now, zones: zones, window: window)
    }

    /// Whether the task is due on a day and that day is the local date.
    public func isDueToday(at now: Date, zones: ZoneDatabase) -> Bool {
        guard isOpen, let allDay = due?.allDay, let zone = zones.zone(allDay.timezone) else { return false }
        return zone.civil(now).date == allDay.on
    }
}
