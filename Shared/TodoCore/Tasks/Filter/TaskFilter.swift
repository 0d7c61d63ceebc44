public import FoundationEssentials

/// Which tasks somebody asks for: what the text of `filter=` means at one moment.
///
/// Every condition is true or false and nothing between: a comparison with a field that has no value is false, and a
/// negation is true exactly where what it negates is false. A task without a due date is not due before tomorrow, so it
/// is one of those that are `not` due before tomorrow.
public indirect enum TaskFilter: Sendable, Equatable {
    case all([TaskFilter])
    case any([TaskFilter])
    case not(TaskFilter)
    /// The field has no value; of tags: there is none.
    case isNull(Field)
    /// One of these, whatever the case of their letters; of tags: at least one of them is there.
    case text(Field, [String])
    /// As a whole, whatever the case of letters; of tags: at least one does.
    case like(Field, TextPattern)
    case status([TodoTask.Status])
    case priority([Priority])
    case dueState([DueState], Moment)
    case flag(Field, Bool)
    case identifier(Field, [UUID])
    case number(Field, Comparison, Double)
    case instant(Field, Comparison, Date)
    case day(Field, Comparison, Day)

    /// How a value and that of a task are compared; what else the language has is made of these and `not`.
    public enum Comparison: Sendable, Equatable {
        case equal, less, lessOrEqual, greater, greaterOrEqual
    }

    /// A whole day of the user's calendar, whose instants are `start ..< end`. An instant is before it, in it or after
    /// it; a task that is due on a day is compared by that day, whatever its zone.
    public struct Day: Sendable, Equatable {
        public let date: CivilDate
        public let start: Date
        public let end: Date

        init(_ date: CivilDate, in zone: Zone) {
            self.date = date
            start = zone.startOfDay(date)
            end = zone.startOfDay(date.adding(days: 1))
        }
    }

    /// What `due_state` depends on beside the task.
    public struct Moment: Sendable, Equatable {
        public let now: Date
        public let today: CivilDate
        public let timezone: String
        public let window: TimeInterval
    }
}
