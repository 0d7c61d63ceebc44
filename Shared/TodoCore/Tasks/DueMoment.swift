public import FoundationEssentials

/// When, and for whom, due dates are looked at: what is computed of them is true at one moment only.
public struct DueMoment: Sendable {
    let now: Date
    let zones: ZoneDatabase
    let window: TimeInterval
    /// The instants of the user's day.
    let today: Range<Date>

    /// - Parameters:
    ///   - zone: the user's.
    ///   - window: how long before its instant a task is due soon.
    public init(_ now: Date, zone: Zone, zones: ZoneDatabase, window: TimeInterval = DueState.standardWindow) {
        let date = zone.civil(now).date
        self.now = now
        self.zones = zones
        self.window = window
        today = zone.startOfDay(date)..<zone.startOfDay(date.adding(days: 1))
    }
}
