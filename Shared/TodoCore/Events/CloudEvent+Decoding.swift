import FoundationEssentials
public import JSON

/// Why a message is not an event that we can use. It is parked with this reason and acknowledged.
public struct CloudEventMistake: Error, Sendable, Equatable {
    /// The kinds of mistake; the raw value is stored as the reason of parking.
    public enum Reason: String, Sendable {
        /// Not JSON, or not an object, or a member that has the wrong type.
        case undecodable
        case missingID = "missing-id"
        case invalidID = "invalid-id"
        case wrongSpecversion = "wrong-specversion"
        case missingType = "missing-type"
        /// A type or schema version of a later major version than ours.
        case unknownMajorVersion = "unknown-major-version"
        /// `data` and `data_base64` at once.
        case ambiguousData = "ambiguous-data"
        case invalidBase64 = "invalid-base64"
    }

    /// What kind of mistake it is.
    public let reason: Reason
    /// What exactly, for whoever looks at the parked event.
    public let detail: String
    /// The event's identifier, where it could be read.
    public let eventID: EventID?

    /// A mistake of that kind.
    public init(_ reason: Reason, _ detail: String = "", eventID: EventID? = nil) {
        self.reason = reason
        self.detail = detail
        self.eventID = eventID
    }
}

extension CloudEvent {
    /// The event of an envelope's JSON text.
    public static func decode(_ bytes: [UInt8]) throws(CloudEventMistake) -> CloudEvent {
        let value: JSONValue
        do {
            value = try JSONReader.parse(bytes)
        } catch {
            throw CloudEventMistake(.undecodable, "\(error.kind.rawValue): \(error.detail)")
        }
        return try decode(value)
    }

    /// The event of a parsed envelope, as bulk delivery carries it.
    public static func decode(_ envelope: JSONValue) throws(CloudEventMistake) -> CloudEvent {
        guard envelope.object != nil else { throw CloudEventMistake(.undecodable, "not an object") }
        let id = try identifier(envelope)
        guard envelope["specversion"]?.string == "1.0" else {
            throw CloudEventMistake(.wrongSpecversion, "specversion must be \"1.0\"", eventID: id)
        }
        let kind = try kind(envelope, id)
        let data = try payload(envelope, id)
        if let version = data["schema_version"], version.string?.split(separator: ".").first != "1" {
            throw CloudEventMistake(.unknownMajorVersion, "schema_version \(version)", eventID: id)
        }
        do throws(JSONMistake) {
            return try CloudEvent(id: id, kind: kind, envelope: envelope, data: data)
        } catch {
            throw CloudEventMistake(.undecodable, "\(error.pointer) \(error.detail)", eventID: id)
        }
    }

    private init(id: EventID, kind: Kind, envelope: JSONValue, data: JSONValue) throws(JSONMistake) {
        let fields = SnapshotFields(data)
        self.id = id
        self.kind = kind
        source = envelope["source"]?.string ?? ""
        subject = envelope["subject"]?.string
        time = try SnapshotFields(envelope).optional("time") { value throws(JSONMistake) in try value.asDate() }
        partitionKey = envelope["partitionkey"]?.string
        traceparent = envelope["traceparent"]?.string.flatMap { $0.isEmpty ? nil : $0 }
        userID = try fields.optional("user_id") { value throws(JSONMistake) in try value.asIdentifier() }
        taskID = try fields.optional("task_id") { value throws(JSONMistake) in try value.asIdentifier() }
        correlationID = data["correlation_id"]?.string
        causationID = try fields.optional("causation_id") { value throws(JSONMistake) in try value.asIdentifier() }
        actor = data["actor"]?.string
        taskData = data["task_data"] ?? .null
        self.data = data["data"] ?? .null
    }

    private static func identifier(_ envelope: JSONValue) throws(CloudEventMistake) -> EventID {
        guard let text = envelope["id"]?.string, !text.isEmpty else { throw CloudEventMistake(.missingID) }
        guard let id = EventID(text) else { throw CloudEventMistake(.invalidID, "id must be a UUID") }
        return id
    }

    private static func kind(_ envelope: JSONValue, _ id: EventID) throws(CloudEventMistake) -> Kind {
        guard let text = envelope["type"]?.string, !text.isEmpty else {
            throw CloudEventMistake(.missingType, eventID: id)
        }
        if let type = EventType(rawValue: text) { return .known(type) }
        if EventType.isOtherVersion(text) { throw CloudEventMistake(.unknownMajorVersion, text, eventID: id) }
        return .unknown(text)
    }

    /// The `data` member, or what `data_base64` holds.
    private static func payload(_ envelope: JSONValue, _ id: EventID) throws(CloudEventMistake) -> JSONValue {
        guard let encoded = envelope["data_base64"] else { return envelope["data"] ?? .null }
        guard envelope["data"] == nil else { throw CloudEventMistake(.ambiguousData, eventID: id) }
        guard let bytes = encoded.string.flatMap({ Data(base64Encoded: $0) }) else {
            throw CloudEventMistake(.invalidBase64, eventID: id)
        }
        do {
            return try JSONReader.parse(bytes)
        } catch {
            throw CloudEventMistake(.undecodable, "data_base64: \(error.detail)", eventID: id)
        }
    }
}
