import FoundationEssentials
import JSON

extension NotificationEvent {
    /// The event's row in the outbox, encoded; its key is the task, or the user where there is no task.
    public func outboxEvent(_ context: EventContext) -> OutboxEvent {
        let key = taskID?.rawValue ?? delivery.userID.rawValue
        let about = CloudEvent.Subject(
            type: type, subject: key, partitionKey: key, aggregateID: delivery.id.rawValue,
            aggregateSeq: delivery.attempts, userID: delivery.userID, taskID: taskID)
        return CloudEvent.encode(about, context) { json in
            json.member("notification_id", delivery.notificationID)
            json.member("delivery_id", delivery.id)
            json.member("kind", kind.rawValue)
            json.member("channel", delivery.channel.rawValue)
            json.member("attempts", delivery.attempts)
            if case .failed(let error) = fact { json.member("error", error) }
        }
    }
}
