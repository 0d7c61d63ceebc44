public import FoundationEssentials
import JSON

/// What a consumer reads of an event about a series: what notifications need, not the whole series.
public struct RecurringTaskFact: Sendable, Equatable {
    /// The two facts that somebody is told of.
    public enum Kind: Sendable, Equatable {
        case due(occurrenceAt: Date, taskID: TodoTask.ID, caughtUp: Bool)
        case missed(count: Int, first: Date, last: Date)
    }

    /// What happened.
    public let kind: Kind
    /// Whose it is.
    public let userID: UserID
    /// The series it is about.
    public let seriesID: RecurringTask.ID
    /// The title of the series.
    public let title: String

    /// A fact of these values.
    public init(kind: Kind, userID: UserID, seriesID: RecurringTask.ID, title: String) {
        self.kind = kind
        self.userID = userID
        self.seriesID = seriesID
        self.title = title
    }

    /// The fact of an envelope; nil for an event about a series that nobody is told of.
    ///
    /// - Throws: a mistake with reason `undecodable`.
    public init?(_ event: CloudEvent) throws(CloudEventMistake) {
        do throws(JSONMistake) {
            guard let userID = event.userID else { throw JSONMistake("/user_id", code: "required", "is required") }
            let fields = SnapshotFields(event.data)
            switch event.type {
            case .recurringTaskDue: try self.init(due: fields, userID)
            case .recurringTaskMissed:
                try self.init(missed: fields, SnapshotFields(event.data["series"] ?? .null), userID)
            default: return nil
            }
        } catch {
            throw CloudEventMistake(.undecodable, "\(error.pointer) \(error.detail)", eventID: event.id)
        }
    }

    private init(due fields: SnapshotFields, _ userID: UserID) throws(JSONMistake) {
        kind = .due(
            occurrenceAt: try fields.required("occurrence_at") { value throws(JSONMistake) in try value.asDate() },
            taskID: try fields.required("task_id") { value throws(JSONMistake) in try value.asIdentifier() },
            caughtUp: try fields.optional("caught_up") { value throws(JSONMistake) in try value.asBool() } ?? false)
        self.userID = userID
        seriesID = try fields.required("recurring_task_id") { value throws(JSONMistake) in try value.asIdentifier() }
        title = try fields.optional("title") { value throws(JSONMistake) in try value.asString() } ?? ""
    }

    private init(
        missed fields: SnapshotFields, _ series: SnapshotFields, _ userID: UserID
    ) throws(JSONMistake) {
        kind = .missed(
            count: try fields.required("count") { value throws(JSONMistake) in try value.asInt() },
            first: try fields.required("first") { value throws(JSONMistake) in try value.asDate() },
            last: try fields.required("last") { value throws(JSONMistake) in try value.asDate() })
        self.userID = userID
        seriesID = try series.required("id") { value throws(JSONMistake) in try value.asIdentifier() }
        title = try series.required("title") { value throws(JSONMistake) in try value.asString() }
    }
}
