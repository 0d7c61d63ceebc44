/// The type of an event, `<noun>.<past-tense fact>.v<major>`, and the topics it travels on.
public enum EventType: String, CaseIterable, Sendable {
    case taskCreated = "task.created.v1"
    case taskUpdated = "task.updated.v1"
    case taskCompleted = "task.completed.v1"
    case taskUncompleted = "task.uncompleted.v1"
    case taskCancelled = "task.cancelled.v1"
    case taskRestored = "task.restored.v1"
    case taskDeleted = "task.deleted.v1"
    case taskPurged = "task.purged.v1"
    case taskDueSoon = "task.due_soon.v1"
    case taskDue = "task.due.v1"
    case taskOverdue = "task.overdue.v1"
    case recurringTaskDue = "recurring-task.due.v1"
    case recurringTaskCreated = "recurring-task.created.v1"
    case recurringTaskUpdated = "recurring-task.updated.v1"
    case recurringTaskDeleted = "recurring-task.deleted.v1"
    case recurringTaskPaused = "recurring-task.paused.v1"
    case recurringTaskResumed = "recurring-task.resumed.v1"
    case recurringTaskExhausted = "recurring-task.exhausted.v1"
    case recurringTaskOccurrenceSkipped = "recurring-task.occurrence_skipped.v1"
    case recurringTaskMissed = "recurring-task.missed.v1"
    case reminderScheduled = "reminder.scheduled.v1"
    case reminderCancelled = "reminder.cancelled.v1"
    case reminderSnoozed = "reminder.snoozed.v1"
    case reminderDue = "reminder.due.v1"
    case notificationSent = "notification.sent.v1"
    case notificationFailed = "notification.failed.v1"
    case relayHeartbeat = "relay.heartbeat.v1"
    case eventParked = "event.parked.v1"

    /// Where the event is published, its stream topic first.
    public var topics: [Topic] {
        switch self {
        case .taskCreated: [.taskEvents, .taskCreated]
        case .taskUpdated: [.taskEvents, .taskUpdated]
        case .taskCompleted: [.taskEvents, .taskCompleted]
        case .taskUncompleted, .taskCancelled, .taskRestored: [.taskEvents, .taskUpdates]
        case .taskDeleted, .taskPurged: [.taskEvents, .taskDeleted]
        case .taskDueSoon: [.taskEvents, .taskDueSoon]
        case .taskDue, .taskOverdue, .relayHeartbeat: [.taskEvents]
        case .recurringTaskDue: [.taskEvents, .recurringTaskDue]
        case .recurringTaskCreated, .recurringTaskUpdated, .recurringTaskDeleted, .recurringTaskPaused,
            .recurringTaskResumed, .recurringTaskExhausted, .recurringTaskOccurrenceSkipped, .recurringTaskMissed:
            [.taskEvents, .taskUpdates]
        case .reminderScheduled, .reminderCancelled, .reminderSnoozed, .reminderDue: [.reminders]
        case .notificationSent, .notificationFailed: [.notifications]
        case .eventParked: [.deadLetters]
        }
    }

    /// The fact alone, as the event log stores it: `created` for `task.created.v1`.
    public var shortName: String {
        String(rawValue.split(separator: ".")[1])
    }

    /// Whether the text is a type of ours but for its major version: `task.created.v9`.
    static func isOtherVersion(_ text: String) -> Bool {
        guard let family = family(of: text) else { return false }
        return allCases.contains { self.family(of: $0.rawValue) == family }
    }

    /// What stands before `.v<number>`; nil where there is no such end.
    private static func family(of text: String) -> Substring? {
        guard let dot = text.lastIndex(of: "."), text[dot...].hasPrefix(".v"), Int(text[dot...].dropFirst(2)) != nil
        else { return nil }
        return text[..<dot]
    }
}
