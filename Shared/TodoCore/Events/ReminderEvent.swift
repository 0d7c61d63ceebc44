public import FoundationEssentials

/// Something that happened to a reminder of a task.
public struct ReminderEvent: Sendable, Equatable {
    /// What happened.
    public enum Fact: Sendable, Equatable {
        case scheduled, cancelled, snoozed
        /// Its time has come, and the notification is stored; the channels it goes out through.
        case due(channels: [Delivery.Channel])
    }

    /// What happened.
    public let fact: Fact
    /// The reminder after it.
    public let reminder: Reminder
    /// The task it reminds of.
    public let taskID: TodoTask.ID
    /// Whose it is.
    public let userID: UserID
    /// The title of that task.
    public let taskTitle: String
    /// When that task is due, if it is.
    public let dueAt: Date?

    /// A fact about a reminder.
    public init(_ fact: Fact, _ reminder: Reminder, of task: TodoTask) {
        self.init(
            fact, reminder, taskID: task.id, userID: task.userID, taskTitle: task.title, dueAt: task.due?.instant)
    }

    /// A fact about a reminder.
    public init(
        _ fact: Fact, _ reminder: Reminder, taskID: TodoTask.ID, userID: UserID, taskTitle: String, dueAt: Date?
    ) {
        self.fact = fact
        self.reminder = reminder
        self.taskID = taskID
        self.userID = userID
        self.taskTitle = taskTitle
        self.dueAt = dueAt
    }

    /// The type in the envelope.
    public var type: EventType {
        switch fact {
        case .scheduled: .reminderScheduled
        case .cancelled: .reminderCancelled
        case .snoozed: .reminderSnoozed
        case .due: .reminderDue
        }
    }
}
