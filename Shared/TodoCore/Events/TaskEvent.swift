/// Something that happened to a task, with the whole task as it is afterwards.
public struct TaskEvent: Sendable, Equatable {
    /// What happened.
    public enum Fact: Sendable, Equatable {
        case created
        /// The old and new values of the fields that changed.
        case updated([FieldChange])
        case completed, uncompleted, cancelled, restored
        /// Moved to the trash.
        case deleted
        /// Gone for good.
        case purged
        /// The due date is near: hours until it, rounded down.
        case dueSoon(hoursUntilDue: Int)
        case due, overdue
    }

    /// What happened.
    public let fact: Fact
    /// The task after it.
    public let task: TodoTask

    /// A fact about a task.
    public init(_ fact: Fact, _ task: TodoTask) {
        self.fact = fact
        self.task = task
    }

    /// The type in the envelope.
    public var type: EventType {
        switch fact {
        case .created: .taskCreated
        case .updated: .taskUpdated
        case .completed: .taskCompleted
        case .uncompleted: .taskUncompleted
        case .cancelled: .taskCancelled
        case .restored: .taskRestored
        case .deleted: .taskDeleted
        case .purged: .taskPurged
        case .dueSoon: .taskDueSoon
        case .due: .taskDue
        case .overdue: .taskOverdue
        }
    }

    /// Whether the task's version rose with it; facts about the clock leave it.
    public var changesVersion: Bool {
        switch fact {
        case .dueSoon, .due, .overdue: false
        default: true
        }
    }
}
