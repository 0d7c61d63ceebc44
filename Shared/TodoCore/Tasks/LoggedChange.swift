public import JSON

/// What the event log kept of one change of a task: enough to take it back.
public struct LoggedChange: Sendable, Equatable {
    /// How long after it a change can be taken back, in seconds.
    public static let undoLimit = 900.0

    /// What happened.
    public let type: EventType
    /// The task's version after it.
    public var version: Int
    /// The old and new values of what changed.
    public let changes: [FieldChange]

    /// The change of a row of the log; nil for one that does not say what it changed.
    ///
    /// - Parameters:
    ///   - type: as in the column `event_type`.
    ///   - data: the column `event_data`.
    public init?(type: String, data: JSONValue) {
        guard let type = EventType(rawValue: type), let version = data["version"]?.int else { return nil }
        var changes: [FieldChange] = []
        if type != .taskCreated {
            guard let object = data["changes"]?.object else { return nil }
            for member in object.members {
                guard let old = try? FieldChange.Value(member.value["old"] ?? .null),
                    let new = try? FieldChange.Value(member.value["new"] ?? .null)
                else { return nil }
                changes.append(FieldChange(field: member.name, old: old, new: new))
            }
        }
        (self.type, self.version, self.changes) = (type, version, changes)
    }
}
