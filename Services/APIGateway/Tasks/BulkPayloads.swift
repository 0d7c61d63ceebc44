import FoundationEssentials
import JSON
import TodoCore

/// The body of `POST /api/tasks/bulk`.
struct BulkPayloads {
    /// How many operations a request may have.
    static let maxOperations = 500

    /// What is done to a task.
    enum Verb: String, CaseIterable {
        case create, update, complete, uncomplete, cancel, reopen, delete, restore
    }

    struct Operation {
        let verb: Verb
        /// The task; nil for one that is to be made.
        let id: TodoTask.ID?
        /// The version it must have, where the client says so.
        let version: Int?
        /// What `create` and `update` take, as their own endpoints do; for `complete`, `completed_at`.
        let data: JSONValue?
    }

    /// Whether one failure undoes all; true unless the request says otherwise.
    let isAtomic: Bool
    let operations: [Operation]

    /// - Throws: every mistake in the frame of the operations at once; what `data` holds is read later, one by one.
    init(_ body: JSONValue) throws(JSONMistakes) {
        var fields = JSONFields(body)
        let atomic = fields.optional("atomic") { try $0.asBool() }
        let list = fields.objects("operations", limit: Self.maxOperations, Self.operation)
        operations = try fields.finish(list)
        isAtomic = atomic ?? true
    }

    private static func operation(_ fields: inout JSONFields) throws -> Operation {
        let verb = fields.required("op") { value in
            guard let verb = Verb(rawValue: try value.asString()) else {
                let all = Verb.allCases.map(\.rawValue).joined(separator: ", ")
                throw JSONMistake(code: "unknown-operation", "must be one of \(all)")
            }
            return verb
        }
        let id = verb == .create ? nil : fields.required("id") { try $0.asIdentifier(of: TodoTask.self) }
        let version = verb == .create ? nil : fields.optional("version") { try $0.asInt(in: 1...Int(Int32.max)) }
        let data =
            switch verb {
            case .create, .update: fields.required("data") { $0 }
            case .complete: fields.optional("data") { $0 }
            default: JSONValue?.none
            }
        return Operation(verb: try fields.finish(verb), id: id, version: version, data: data)
    }
}
