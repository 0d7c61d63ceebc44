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

extension TodoTask {
    /// What happened to the reminders since they were like this: set anew, or taken back.
    ///
    /// Each event has the version of its reminder, so there is at most one for each of them.
    public func reminderEvents(since old: [Reminder]) -> [ReminderEvent] {
        let changed = reminders.compactMap { reminder -> ReminderEvent? in
            let before = old.first { $0.id == reminder.id }
            guard before?.version != reminder.version else { return nil }
            if reminder.status == .pending { return ReminderEvent(.scheduled, reminder, of: self) }
            return before?.status == .pending ? ReminderEvent(.cancelled, reminder, of: self) : nil
        }
        let removed = old.filter { before in
            before.status == .pending && !reminders.contains { $0.id == before.id }
        }
        return changed
            + removed.map { before in
                var cancelled = before
                cancelled.status = .cancelled
                cancelled.version += 1
                return ReminderEvent(.cancelled, cancelled, of: self)
            }
    }
}
