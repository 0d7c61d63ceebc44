/// A topic of the broker. Each event travels on its stream topic and at most one more.
public enum Topic: String, CaseIterable, Sendable {
    /// Everything about tasks and series; subscribed by our services.
    case taskEvents = "task-events"
    case taskCreated = "task-created"
    case taskUpdated = "task-updated"
    case taskCompleted = "task-completed"
    case taskDeleted = "task-deleted"
    case taskDueSoon = "task-due-soon"
    /// The second topic of events that have none of their own.
    case taskUpdates = "task-updates"
    case recurringTaskDue = "recurring-task-due"
    /// Everything about reminders; subscribed by our services.
    case reminders
    case notifications
    /// What a consumer gave up, for people with tools of the broker.
    case deadLetters = "todo-dlq"
}
