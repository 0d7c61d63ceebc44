public import FoundationEssentials
public import JSON

/// An event in its envelope (CloudEvents 1.0, structured mode), as it was read from a broker.
///
/// This file and its extensions are the only encoder and decoder of the envelope.
/// `traceid` stands beside `traceparent`, because Dapr replaces a lone `traceparent`.
public struct CloudEvent: Sendable, Equatable {
    /// The version of the envelope's `data` that we write; any 1.x is read.
    static let schemaVersion = "1.0"

    /// Whether the type is one of ours.
    public enum Kind: Sendable, Equatable {
        case known(EventType)
        /// A type we have no use for: counted and acknowledged, it must not stop the ones behind it.
        case unknown(String)
    }

    /// The inbox decides by it whether the event was handled before.
    public let id: EventID
    /// The type, known or not.
    public let kind: Kind
    /// App id of the program that wrote it; empty where the envelope does not say.
    public let source: String
    /// Whose story it belongs to: the task, else the series, else the user.
    public let subject: String?
    /// When it happened.
    public let time: Date?
    /// The record key that keeps its order.
    public let partitionKey: String?
    /// W3C trace context of the request behind it.
    public let traceparent: String?
    /// Whose it is; nil for heartbeats and the like.
    public let userID: UserID?
    /// The task it is about, if any.
    public let taskID: TodoTask.ID?
    /// The request or chain it belongs to.
    public let correlationID: String?
    /// The event that led to it.
    public let causationID: EventID?
    /// Who did it: `user:<id>` or `service:<app id>`.
    public let actor: String?
    /// The whole task after the event; `null` for events of other things.
    public let taskData: JSONValue
    /// What is special to the type.
    public let data: JSONValue

    /// The type, where we know it.
    public var type: EventType? {
        if case .known(let type) = kind { type } else { nil }
    }
}
