public import FoundationEssentials

/// What is to be stored so that somebody hears of something: the notification and its deliveries.
///
/// The dedupe key makes it one notification however often it is planned: who finds the key taken stores nothing.
public struct NotificationPlan: Sendable, Equatable {
    /// What the user sees.
    public let notification: TodoNotification
    /// One for each way out; none when the notification stays in the product.
    public let deliveries: [Delivery]

    /// A plan of these rows.
    public init(notification: TodoNotification, deliveries: [Delivery]) {
        self.notification = notification
        self.deliveries = deliveries
    }

    /// A mail that could not be sent for this long is not sent any more.
    static let mailLifetime: TimeInterval = 86_400

    /// What a task's event says to its owner; nil for events that nobody is told of.
    ///
    /// A task that a series made is told of by the series' own event.
    public static func of(
        _ event: TaskEvent, to recipient: Recipient, at now: Date, ids: IdentifierSource
    ) -> NotificationPlan? {
        let task = event.task
        switch event.fact {
        case .created where task.source != .cron && task.source != .completion:
            return plan(.created, task, key: "created:\(task.id)", recipient, now, ids)
        case .completed:
            return plan(.completed, task, key: "completed:\(task.id):\(task.version)", recipient, now, ids)
        case .dueSoon: return of(.dueSoon, for: task, to: recipient, at: now, ids: ids)
        case .due: return of(.due, for: task, to: recipient, at: now, ids: ids)
        case .overdue: return of(.overdue, for: task, to: recipient, at: now, ids: ids)
        case .created, .updated, .uncompleted, .cancelled, .restored, .deleted, .purged: return nil
        }
    }

    /// What a claimed due date says, once for each kind and due date; nil for a task without one.
    public static func of(
        _ notice: DueNotice, for task: TodoTask, to recipient: Recipient, at now: Date, ids: IdentifierSource
    ) -> NotificationPlan? {
        guard let due = task.due else { return nil }
        let kind: NotificationKind =
            switch notice {
            case .dueSoon: .dueSoon
            case .due: .due
            case .overdue: .overdue
            }
        return plan(
            kind, task, key: "\(kind.rawValue):\(task.id):\(due.instant.rfc3339)", recipient, now, ids,
            expiresAt: notice == .dueSoon ? due.instant : nil)
    }

    /// What a claimed reminder says, once for each instant it is set to.
    public static func of(
        _ reminder: Reminder, of task: TodoTask, to recipient: Recipient, at now: Date, ids: IdentifierSource
    ) -> NotificationPlan {
        let remindAt = reminder.remindAt ?? now
        let data = NotificationData(
            taskTitle: task.title, due: task.due, remindAt: remindAt, late: reminder.late)
        return plan(
            .reminder, data, taskID: task.id, key: "reminder:\(reminder.id):\(remindAt.rfc3339)", recipient, now, ids)
    }

    /// What the event of a claimed reminder says; the same dedupe key as the claim's own plan.
    public static func of(
        _ event: ReminderEvent, to recipient: Recipient, at now: Date, ids: IdentifierSource
    ) -> NotificationPlan {
        let remindAt = event.reminder.remindAt ?? now
        let data = NotificationData(
            taskTitle: event.taskTitle, due: event.dueAt.map(Due.at), remindAt: remindAt, late: event.reminder.late)
        return plan(
            .reminder, data, taskID: event.taskID, key: "reminder:\(event.reminder.id):\(remindAt.rfc3339)", recipient,
            now, ids)
    }

    /// What a fact about a series says to its owner.
    public static func of(
        _ fact: RecurringTaskFact, to recipient: Recipient, at now: Date, ids: IdentifierSource
    ) -> NotificationPlan {
        var data = NotificationData(taskTitle: fact.title, recurringTaskID: fact.seriesID)
        switch fact.kind {
        case .due(let occurrenceAt, let taskID, let caughtUp):
            data.occurrenceAt = occurrenceAt
            data.late = caughtUp
            return plan(
                .recurringCreated, data, taskID: taskID, key: "recurring_created:\(taskID)", recipient, now, ids)
        case .missed(let count, _, let last):
            data.count = count
            data.occurrenceAt = last
            return plan(
                .recurringMissed, data, taskID: nil, key: "recurring_missed:\(fact.seriesID):\(last.rfc3339)",
                recipient, now, ids)
        }
    }

    // MARK: Building

    private static func plan(
        _ kind: NotificationKind, _ task: TodoTask, key: String, _ recipient: Recipient, _ now: Date,
        _ ids: IdentifierSource, expiresAt: Date? = nil
    ) -> NotificationPlan {
        let data = NotificationData(
            taskTitle: task.title, due: task.due, recurringTaskID: task.recurringTaskID,
            occurrenceAt: task.occurrenceAt)
        return plan(kind, data, taskID: task.id, key: key, recipient, now, ids, expiresAt: expiresAt)
    }

    private static func plan(
        _ kind: NotificationKind, _ data: NotificationData, taskID: TodoTask.ID?, key: String, _ recipient: Recipient,
        _ now: Date, _ ids: IdentifierSource, expiresAt: Date? = nil
    ) -> NotificationPlan {
        let text = NotificationText(kind, data, language: recipient.user.language, zone: recipient.zone)
        let notification = TodoNotification(
            id: ids.next(at: now), userID: recipient.user.id, kind: kind, taskID: taskID, title: text.title,
            body: text.body, data: data, dedupeKey: key, createdAt: now)
        // Of the ways out only mail has an address yet; devices and webhooks bring theirs.
        let wantsMail = recipient.preferences.destinations(of: kind).contains(.channel(.email))
        guard wantsMail, !recipient.isMailSuppressed else {
            return NotificationPlan(notification: notification, deliveries: [])
        }
        let mail = Delivery(
            id: ids.next(at: now), notificationID: notification.id, userID: recipient.user.id, channel: .email,
            nextAttemptAt: now, expiresAt: expiresAt ?? now.addingTimeInterval(mailLifetime))
        return NotificationPlan(notification: notification, deliveries: [mail])
    }
}
