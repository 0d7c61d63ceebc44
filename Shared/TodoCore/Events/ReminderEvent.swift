public import FoundationEssentials

/// Something that happened to a reminder of a task.
public struct ReminderEvent: Sendable, Equatable {
    public enum Fact: Sendable, Equatable {
        case scheduled, cancelled, snoozed
        /// Its time has come, and the notification is stored; the channels it goes out through.
        case due(channels: [Delivery.Channel])
    }

    public let fact: Fact
    public let reminder: Reminder
    public let taskID: TodoTask.ID
    public let userID: UserID
    public let taskTitle: String
    public let dueAt: Date?

    public init(_ fact: Fact, _ reminder: Reminder, of task: TodoTask) {
        self.init(
            fact, reminder, taskID: task.id, userID: task.userID, taskTitle: task.title, dueAt: task.due?.instant)
    }

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

    public var type: EventType {
        switch fact {
        case .scheduled: .reminderScheduled
        case .cancelled: .reminderCancelled
        case .snoozed: .reminderSnoozed
        case .due: .reminderDue
        }
    }
}
