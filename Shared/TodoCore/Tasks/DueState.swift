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
    /// How near it is, to a task that is open.
    ///
    /// Due at an instant: due soon from the window before it up to the instant itself, overdue strictly after it. Due on
    /// a day: due soon from the start of the day before, overdue as soon as the day is over.
    public func state(at moment: DueMoment) -> DueState {
        guard let allDay else {
            if moment.now > instant { return .overdue }
            return moment.now >= instant.addingTimeInterval(-moment.window) ? .dueSoon : .upcoming
        }
        if moment.now >= instant { return .overdue }
        // A zone that the installed tzdata dropped: two days of 24 hours are near enough for a colour in a list.
        let soonFrom =
            moment.zones.zone(allDay.timezone)?.startOfDay(allDay.on.adding(days: -1))
            ?? instant.addingTimeInterval(-2 * 86_400)
        return moment.now >= soonFrom ? .dueSoon : .upcoming
    }

    /// Whether it is today: an instant by the user's calendar, a day by that of its own zone.
    public func isToday(at moment: DueMoment) -> Bool {
        guard let allDay else { return moment.today.contains(instant) }
        return moment.zones.zone(allDay.timezone)?.civil(moment.now).date == allDay.on
    }
}

extension TodoTask {
    /// How near the due date is; `none` for tasks that are done, given up, deleted or have no due date.
    public func dueState(at moment: DueMoment) -> DueState {
        guard isOpen, let due else { return .none }
        return due.state(at: moment)
    }

    /// Whether it is due today and still to be done.
    public func isDueToday(at moment: DueMoment) -> Bool { isOpen && due?.isToday(at: moment) == true }
}
