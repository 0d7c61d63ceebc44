import JSON

extension TaskEvent {
    /// The event of an envelope.
    ///
    /// - Parameter zones: for the due instant of all-day tasks.
    /// - Throws: a mistake with reason `undecodable`, also for a type that is not about tasks.
    public init(_ event: CloudEvent, zones: ZoneDatabase) throws(CloudEventMistake) {
        do throws(JSONMistake) {
            guard let type = event.type, let userID = event.userID else {
                throw JSONMistake(code: "required", "not an event of a task, or without a user")
            }
            let source = event.data["origin"]?.string.flatMap(TodoTask.Source.init(rawValue:))
            let task = try TodoTask(
                snapshot: event.taskData, userID: userID, source: source ?? .api, zones: zones)
            self.init(try Self.fact(type, event.data), task)
        } catch {
            throw CloudEventMistake(.undecodable, "\(error.pointer) \(error.detail)", eventID: event.id)
        }
    }

    private static func fact(_ type: EventType, _ data: JSONValue) throws(JSONMistake) -> Fact {
        switch type {
        case .taskCreated: return .created
        case .taskUpdated:
            var changes: [FieldChange] = []
            for member in data["changes"]?.object?.members ?? [] {
                changes.append(
                    FieldChange(
                        field: member.name, old: try .init(member.value["old"] ?? .null),
                        new: try .init(member.value["new"] ?? .null)))
            }
            return .updated(changes)
        case .taskCompleted: return .completed
        case .taskUncompleted: return .uncompleted
        case .taskCancelled: return .cancelled
        case .taskRestored: return .restored
        case .taskDeleted: return .deleted
        case .taskPurged: return .purged
        case .taskDueSoon: return .dueSoon(hoursUntilDue: data["hours_until_due"]?.int ?? 0)
        case .taskDue: return .due
        case .taskOverdue: return .overdue
        default: throw JSONMistake(code: "invalid-value", "not an event of a task")
        }
    }
}

extension FieldChange.Value {
    init(_ value: JSONValue) throws(JSONMistake) {
        switch value {
        case .null: self = .null
        case .string(let text): self = .text(text)
        case .number(let number):
            if let whole = number.int { self = .number(whole) } else { self = .real(try value.asDouble()) }
        default:
            var texts: [String] = []
            for element in try value.asArray() { texts.append(try element.asString()) }
            self = .list(texts)
        }
    }
}
