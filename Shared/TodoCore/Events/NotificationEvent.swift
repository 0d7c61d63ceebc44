/// What became of a delivery, once that is certain.
public struct NotificationEvent: Sendable, Equatable {
    /// What happened.
    public enum Fact: Sendable, Equatable {
        case sent
        case failed(error: String)
    }

    /// What happened.
    public let fact: Fact
    /// The delivery as it is now; its attempts are the order of its events.
    public let delivery: Delivery
    /// What the notification is about.
    public let kind: NotificationKind
    /// The task it is about, if any.
    public let taskID: TodoTask.ID?

    /// The fate of a delivery.
    public init(_ fact: Fact, _ delivery: Delivery, kind: NotificationKind, taskID: TodoTask.ID?) {
        self.fact = fact
        self.delivery = delivery
        self.kind = kind
        self.taskID = taskID
    }

    /// The type in the envelope.
    public var type: EventType {
        switch fact {
        case .sent: .notificationSent
        case .failed: .notificationFailed
        }
    }
}
