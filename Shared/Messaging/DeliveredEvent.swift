internal import JSON
internal import TodoCore
internal import TodoStore

/// One entry of a delivery, read as far as it can be.
struct DeliveredEvent: Sendable {
    enum Content: Sendable {
        case event(CloudEvent)
        case unusable(CloudEventMistake)
    }

    /// What the answer for this entry is called by; nil for a delivery that is one event.
    let entryID: String?
    let content: Content
    let partition: Int?
    let offset: Int?
    private let original: Original

    private enum Original: Sendable {
        case json(JSONValue)
        case bytes([UInt8])
    }

    init(entryID: String? = nil, _ event: JSONValue, partition: Int? = nil, offset: Int? = nil) {
        self.entryID = entryID
        self.partition = partition
        self.offset = offset
        original = .json(event)
        do {
            content = .event(try CloudEvent.decode(event))
        } catch {
            content = .unusable(error)
        }
    }

    /// What is not even JSON.
    init(bytes: [UInt8], _ mistake: CloudEventMistake) {
        entryID = nil
        partition = nil
        offset = nil
        original = .bytes(bytes)
        content = .unusable(mistake)
    }

    var event: CloudEvent? { if case .event(let event) = content { event } else { nil } }
    var mistake: CloudEventMistake? { if case .unusable(let mistake) = content { mistake } else { nil } }
    var eventID: EventID? { event?.id ?? mistake?.eventID }

    /// The event as it came; JSON keeps its members' order and its numbers' text.
    var raw: [UInt8] {
        switch original {
        case .bytes(let bytes): return bytes
        case .json(let value):
            var json = JSONWriter()
            json.value(value)
            return json.bytes
        }
    }

    func arrival(on topic: Topic, _ id: EventID) -> Inbox.Arrival {
        Inbox.Arrival(eventID: id, topic: topic.rawValue, partition: partition, offset: offset)
    }
}
