public import FoundationEssentials

/// The three times a due date makes itself heard; the raw value is `due_events.kind`.
public enum DueNotice: String, CaseIterable, Sendable {
    case dueSoon = "due_soon"
    case due, overdue
}

extension Due {
    /// When a user wants to hear of due dates.
    public struct NoticePreferences: Sendable, Equatable {
        /// How long before the instant of a timed task.
        public var window: TimeInterval
        /// The time of day at which all-day tasks speak.
        public var allDayTime: CivilTime

        /// The wishes of a user; the defaults are those of the product.
        public init(
            window: TimeInterval = DueState.standardWindow,
            allDayTime: CivilTime = .morning
        ) {
            self.window = window
            self.allDayTime = allDayTime
        }
    }

    /// When the notice is to be made.
    ///
    /// `due_soon` of an all-day task: at the user's all-day time on the day before. `due` and `overdue`: at the due
    /// instant, where a timed task becomes overdue with the first microsecond after it.
    public func instant(of notice: DueNotice, preferences: NoticePreferences, zones: ZoneDatabase) -> Date {
        switch notice {
        case .dueSoon:
            guard let allDay else { return instant.addingTimeInterval(-preferences.window) }
            let wall = CivilDateTime(allDay.on.adding(days: -1), preferences.allDayTime)
            return (zones.zone(allDay.timezone) ?? .utc).instant(wall)
        case .due:
            return instant
        case .overdue:
            return allDay == nil ? Date(microsecondsSince1970: instant.microsecondsSince1970 + 1) : instant
        }
    }

    /// The notices whose time has come, in order. A due-soon notice is not made once the task is overdue: it would only
    /// repeat what the next one says.
    public func notices(by now: Date, preferences: NoticePreferences, zones: ZoneDatabase) -> [DueNotice] {
        DueNotice.allCases.filter { notice in
            now >= instant(of: notice, preferences: preferences, zones: zones)
                && (notice != .dueSoon || now <= instant)
        }
    }

    /// When to look again: the time of the first notice after the instant; nil after the last one.
    public func nextNotice(after now: Date, preferences: NoticePreferences, zones: ZoneDatabase) -> Date? {
        DueNotice.allCases.lazy.map { instant(of: $0, preferences: preferences, zones: zones) }.first { $0 > now }
    }

    /// When to look first after this due date was set at `now`; in the past where a notice is due already.
    public func firstNotice(at now: Date, preferences: NoticePreferences, zones: ZoneDatabase) -> Date {
        let first: DueNotice = now <= instant ? .dueSoon : .due
        return instant(of: first, preferences: preferences, zones: zones)
    }
}
