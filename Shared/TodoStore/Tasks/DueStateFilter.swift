public import FoundationEssentials
internal import Postgres
public import TodoCore

/// How near due dates are at an instant, for one user: the rule of `TodoTask.dueState` as conditions on rows.
public struct DueStateFilter: Sendable, Equatable {
    /// Any of these.
    public var states: [DueState]
    let now: Date
    let window: TimeInterval
    let today: CivilDate
    let timezone: String

    /// - Parameter window: how long before its instant a timed task is due soon.
    public init(_ states: [DueState] = [], at now: Date, zone: Zone, window: TimeInterval) {
        self.states = states
        self.now = now
        self.window = window
        today = zone.civil(now).date
        timezone = zone.name
    }

    init(_ states: [DueState], _ moment: TaskFilter.Moment) {
        self.states = states
        now = moment.now
        window = moment.window
        today = moment.today
        timezone = moment.timezone
    }

    var condition: SQL { "(\(states.map(condition).joined(separator: " OR ")))" }

    static let isOpen: SQL = "t.status IN ('pending', 'in_progress')"

    private func condition(_ state: DueState) -> SQL {
        switch state {
        case .none: "(NOT (\(Self.isOpen)) OR t.due_date IS NULL OR t.deleted_at IS NOT NULL)"
        case .overdue: "(\(Self.isOpen) AND t.deleted_at IS NULL AND \(isOverdue))"
        case .dueSoon: "(\(Self.isOpen) AND t.deleted_at IS NULL AND \(isDueSoon))"
        case .upcoming:
            """
            (\(Self.isOpen) AND t.deleted_at IS NULL AND t.due_date >= \(now) AND NOT (\(isOverdue)) AND NOT (\(isNear)))
            """
        }
    }

    /// Of open tasks: a timed one after its instant, an all-day one as soon as its day is over.
    var isOverdue: SQL { "(t.due_date <= \(now) AND (t.due_is_all_day OR t.due_date < \(now)))" }

    /// Of open tasks. The bounds on the due date are for the index.
    var isDueSoon: SQL {
        """
        (t.due_date >= \(now) AND t.due_date <= \(now.addingTimeInterval(max(window, Self.longestTwoDays)))
         AND NOT \(isOverdue) AND \(isNear))
        """
    }

    /// Of open tasks: on the local date, whole day or not.
    func isToday(_ zone: Zone) -> SQL {
        """
        (CASE WHEN t.due_is_all_day THEN t.due_on = \(today.description)::date
              ELSE t.due_date >= \(zone.startOfDay(today)) AND t.due_date < \(zone.startOfDay(today.adding(days: 1))) END)
        """
    }

    /// All-day tasks from the start of the day before on. PostgreSQL may not know a zone that we do, so days of another
    /// zone than the user's are taken for 24 hours long here.
    private var isNear: SQL {
        """
        (CASE WHEN NOT t.due_is_all_day THEN t.due_date <= \(now.addingTimeInterval(window))
              WHEN t.due_timezone = \(timezone) THEN t.due_on <= \(today.adding(days: 1).description)::date
              ELSE t.due_date <= \(now.addingTimeInterval(2 * 86_400)) END)
        """
    }

    private static let longestTwoDays: TimeInterval = 50 * 3_600
}
