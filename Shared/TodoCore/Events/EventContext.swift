public import FoundationEssentials

/// Identifier of an event: its CloudEvent `id`, made once and never at publish time.
public typealias EventID = Identifier<OutboxEvent>

/// Who caused an event, where and when: what the fact itself does not know.
public struct EventContext: Sendable {
    /// Who did it.
    public enum Actor: Sendable, Equatable {
        case user(UserID)
        /// App id of the service that did it by itself.
        case service(String)

        /// The text in the envelope and in the event log.
        public var text: String {
            switch self {
            case .user(let id): "user:" + id.description
            case .service(let name): "service:" + name
            }
        }
    }

    /// The CloudEvent `id` of the event.
    public let eventID: EventID
    /// When it happened.
    public let now: Date
    /// Who did it.
    public let actor: Actor
    /// App id of the program that writes the event.
    public let source: String
    /// The request or event chain this belongs to.
    public let correlationID: String
    /// The event that led to this one.
    public let causationID: EventID?
    /// W3C trace context; nil when there is no trace.
    public let traceparent: String?

    /// The context of one event; every event has an `eventID` of its own.
    public init(
        eventID: EventID, now: Date, actor: Actor, source: String, correlationID: String,
        causationID: EventID? = nil, traceparent: String? = nil
    ) {
        self.eventID = eventID
        self.now = now
        self.actor = actor
        self.source = source
        self.correlationID = correlationID
        self.causationID = causationID
        self.traceparent = traceparent
    }
}
