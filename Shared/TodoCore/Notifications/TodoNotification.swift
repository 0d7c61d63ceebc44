public import FoundationEssentials

/// Something the user is told, once; deliveries carry it to the channels outside.
public struct TodoNotification: Sendable, Equatable, Identifiable {
    /// The type of its identifier.
    public typealias ID = Identifier<TodoNotification>

    /// Its identifier, made before the row is written.
    public let id: ID
    /// Whose it is.
    public let userID: UserID
    /// What it is about.
    public let kind: NotificationKind
    /// The task it is about, if any.
    public let taskID: TodoTask.ID?
    /// The first line, in the language the user had then.
    public let title: String
    /// The rest, perhaps empty.
    public let body: String
    /// The facts behind the words.
    public let data: NotificationData
    /// With the user, what makes it unique: the same fact told twice is one notification.
    public let dedupeKey: String
    /// When the user read it.
    public var readAt: Date?
    /// When the user put it away.
    public var dismissedAt: Date?
    /// When it was made.
    public let createdAt: Date

    /// A notification of stored values.
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
