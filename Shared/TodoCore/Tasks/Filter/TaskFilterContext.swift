public import FoundationEssentials

/// What the words of a filter that speak of time depend on.
public struct TaskFilterContext: Sendable {
    let now: Date
    let zone: Zone
    let weekStart: Weekday
    let window: TimeInterval

    /// - Parameters:
    ///   - zone: the user's.
    ///   - weekStart: the first day of the user's week.
    ///   - window: how long before its instant a task is due soon.
    public init(now: Date, zone: Zone, weekStart: Weekday, window: TimeInterval = DueState.standardWindow) {
        self.now = now
        self.zone = zone
        self.weekStart = weekStart
        self.window = window
    }

    var today: CivilDate { zone.civil(now).date }

    var startOfWeek: CivilDate { today.adding(days: -today.weekday.distance(from: weekStart)) }

    var moment: TaskFilter.Moment {
        TaskFilter.Moment(now: now, today: today, timezone: zone.name, window: window)
    }
}
