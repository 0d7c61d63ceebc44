/// What a notification is about; the raw value is `notifications.kind`.
public enum NotificationKind: String, CaseIterable, Sendable {
    case reminder
    case dueSoon = "due_soon"
    case due
    case overdue
    case completed
    case created
    case recurringCreated = "recurring_created"
    case recurringMissed = "recurring_missed"
    case digest
    case webhookDisabled = "webhook_disabled"
    case security
}
