public import FoundationEssentials

/// Something that happened to a series, with the whole series as it is afterwards.
public struct RecurringTaskEvent: Sendable, Equatable {
    /// What happened.
    public enum Fact: Sendable, Equatable {
        case created, updated, deleted, paused, resumed, exhausted
        /// The task of an occurrence was made; `caughtUp` when it comes more than 15 minutes late.
        case due(occurrenceAt: Date, taskID: TodoTask.ID, caughtUp: Bool)
        /// Occurrences got no task.
        case missed(count: Int, first: Date, last: Date)
    }

    /// What happened.
    public let fact: Fact
    /// The series after it.
    public let series: RecurringTask

    /// A fact about a series.
    public init(_ fact: Fact, _ series: RecurringTask) {
        self.fact = fact
        self.series = series
    }

    /// The type in the envelope.
    public var type: EventType {
        switch fact {
        case .created: .recurringTaskCreated
        case .updated: .recurringTaskUpdated
        case .deleted: .recurringTaskDeleted
        case .paused: .recurringTaskPaused
        case .resumed: .recurringTaskResumed
        case .exhausted: .recurringTaskExhausted
        case .due: .recurringTaskDue
        case .missed: .recurringTaskMissed
        }
    }

    /// Whether the series' version rose with it.
    public var changesVersion: Bool {
        switch fact {
        case .due, .missed: false
        default: true
        }
    }
}
