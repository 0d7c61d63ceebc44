/// What became of a delivery, once that is certain.
public struct NotificationEvent: Sendable, Equatable {
    public enum Fact: Sendable, Equatable {
        case sent
        case failed(error: String)
    }

    public let fact: Fact
    public let delivery: Delivery
    public let kind: NotificationKind
    public let taskID: TodoTask.ID?

    public init(_ fact: Fact, _ delivery: Delivery, kind: NotificationKind, taskID: TodoTask.ID?) {
        self.fact = fact
        self.delivery = delivery
        self.kind = kind
        self.taskID = taskID
    }

    public var type: EventType {
        switch fact {
        case .sent: .notificationSent
        case .failed: .notificationFailed
        }
    }
}
