public import FoundationEssentials

/// Something the user is told, once; deliveries carry it to the channels outside.
public struct TodoNotification: Sendable, Equatable, Identifiable {
    public typealias ID = Identifier<TodoNotification>

    public let id: ID
    public let userID: UserID
    public let kind: NotificationKind
    public let taskID: TodoTask.ID?
    public let title: String
    public let body: String
    public let data: NotificationData
    /// With the user, what makes it unique: the same fact told twice is one notification.
    public let dedupeKey: String
    public var readAt: Date?
    public var dismissedAt: Date?
    public let createdAt: Date

    public init(
        id: ID, userID: UserID, kind: NotificationKind, taskID: TodoTask.ID?, title: String, body: String,
        data: NotificationData, dedupeKey: String, readAt: Date? = nil, dismissedAt: Date? = nil, createdAt: Date
    ) {
        self.id = id
        self.userID = userID
        self.kind = kind
        self.taskID = taskID
        self.title = title
        self.body = body
        self.data = data
        self.dedupeKey = dedupeKey
        self.readAt = readAt
        self.dismissedAt = dismissedAt
        self.createdAt = createdAt
    }
}
