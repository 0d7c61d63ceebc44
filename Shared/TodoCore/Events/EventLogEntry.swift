public import JSON

/// A row of the event log, written beside the outbox row of the same event.
public struct EventLogEntry: Sendable {
    public let eventID: EventID
    public let taskID: TodoTask.ID?
    public let userID: UserID
    public let actor: String
    /// What the change came through: `api`, `cron` …
    public let source: String
    public let type: EventType
    /// What changed, as a JSON object.
    public let data: JSONBytes
    public let requestID: String?

    public init(
        eventID: EventID, taskID: TodoTask.ID?, userID: UserID, actor: String, source: String, type: EventType,
        data: JSONBytes, requestID: String?
    ) {
        self.eventID = eventID
        self.taskID = taskID
        self.userID = userID
        self.actor = actor
        self.source = source
        self.type = type
        self.data = data
        self.requestID = requestID
    }
}
