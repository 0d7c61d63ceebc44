public import JSON

/// A row of the event log, written beside the outbox row of the same event.
public struct EventLogEntry: Sendable {
    /// The CloudEvent `id` of the event.
    public let eventID: EventID
    /// The task it is about, if any.
    public let taskID: TodoTask.ID?
    /// Whose it is.
    public let userID: UserID
    /// Who did it, as in the envelope.
    public let actor: String
    /// What the change came through: `api`, `cron` …
    public let source: String
    /// What happened; the column has its `shortName`.
    public let type: EventType
    /// What changed, as a JSON object.
    public let data: JSONBytes
    /// The request behind it, if there was one.
    public let requestID: String?

    /// A row of these values.
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
