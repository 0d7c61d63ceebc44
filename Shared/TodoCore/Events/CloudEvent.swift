public import FoundationEssentials
public import JSON

/// An event in its envelope (CloudEvents 1.0, structured mode), as it was read from a broker.
///
/// This file and its extensions are the only encoder and decoder of the envelope. Its members are those of
/// interfaces.md 4.2; `traceid` stands beside `traceparent`, because Dapr replaces a lone `traceparent`.
public struct CloudEvent: Sendable, Equatable {
    /// The version of the envelope's `data` that we write; any 1.x is read.
    static let schemaVersion = "1.0"

    public enum Kind: Sendable, Equatable {
        case known(EventType)
        /// A type we have no use for: counted and acknowledged, it must not stop the ones behind it.
        case unknown(String)
    }

    public let id: EventID
    public let kind: Kind
    public let source: String
    public let subject: String?
    public let time: Date?
    public let partitionKey: String?
    public let traceparent: String?
    public let userID: UserID?
    public let taskID: TodoTask.ID?
    public let correlationID: String?
    public let causationID: EventID?
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
