import JSON

extension ReminderEvent {
    /// The event's row in the outbox, encoded; its key is the task, its order the reminder's version.
    public func outboxEvent(_ context: EventContext) -> OutboxEvent {
        let about = CloudEvent.Subject(
            type: type, subject: taskID.rawValue, partitionKey: taskID.rawValue, aggregateID: reminder.id.rawValue,
            aggregateSeq: reminder.version, userID: userID, taskID: taskID)
        return CloudEvent.encode(about, context) { json in
            json.member("reminder_id", reminder.id)
            json.member("task_id", taskID)
            json.member("remind_at", reminder.remindAt)
            guard case .due(let channels) = fact else { return }
            json.member("task_title", taskTitle)
            json.member("due_at", dueAt)
            json.member("remind_before", remindBefore)
            json.member("channels", channels.map(\.rawValue))
            json.member("late", reminder.late)
        }
    }

    /// How long before the due date a relative reminder fires, in words of ISO 8601.
    private var remindBefore: String? {
        guard case .relative(let offset) = reminder.trigger else { return nil }
        return CivilDuration(days: -offset.days, seconds: -offset.seconds).description
    }
}
