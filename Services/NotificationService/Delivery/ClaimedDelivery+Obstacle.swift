import TodoCore
import TodoStore

extension ClaimedDelivery {
    /// Why it is not to be sent any more, though it was planned; nil when it is.
    var obstacle: String? {
        if delivery.channel == .email, isMailSuppressed { return "mail to the address is held back" }
        if !isTaskOpen, notification.kind.speaksOfOpenTask { return "the task is done or gone" }
        return nil
    }
}

extension NotificationKind {
    /// Whether it would be wrong to send it once the task is done or deleted.
    fileprivate var speaksOfOpenTask: Bool {
        switch self {
        case .reminder, .dueSoon, .due, .overdue, .created, .recurringCreated: true
        case .completed, .recurringMissed, .digest, .webhookDisabled, .security: false
        }
    }
}
