import FoundationEssentials
import JSON
import TodoCore

/// The bodies of the task endpoints: which members they take, and what each must be.
///
/// Field rules are TodoCore's; here stand the names, and how fields go together.
enum TaskPayloads {
    /// `POST /api/tasks`.
    ///
    /// - Parameter defaultReminders: for a body that does not speak of reminders; an empty list means none.
    /// - Throws: every mistake at once, with its pointer.
    static func draft(
        _ body: JSONValue, rules: TaskRules, defaultReminders: [ReminderDraft] = []
    ) throws(JSONMistakes) -> TaskDraft {
        var fields = JSONFields(body)
        let title = fields.required("title", Self.title)
        let description = fields.optional("description", Self.description)
        let priority = fields.optional("priority", Self.priority)
        let due = Self.due(&fields, rules: rules)
        let tags = fields.optional("tags", Self.tags)
        let reminders = Self.reminders(&fields)
        let status = Self.status(&fields)
        return TaskDraft(
            title: try fields.finish(title), description: description ?? nil, priority: priority ?? .standard,
            due: due ?? nil, tags: tags ?? [], reminders: reminders ?? defaultReminders, status: status ?? .pending)
    }

    /// `PUT` and `PATCH /api/tasks/{id}`: an absent member stays as it is, `null` clears where that has a meaning.
    static func patch(_ body: JSONValue, rules: TaskRules) throws(JSONMistakes) -> TaskPatch {
        var fields = JSONFields(body)
        var patch = TaskPatch()
        if let title = fields.has("title") ? fields.required("title", Self.title) : nil { patch.title = .set(title) }
        if let description = fields.nullable("description", Self.description) {
            patch.description = .set(description ?? nil)
        }
        if let priority = fields.has("priority") ? fields.required("priority", Self.priority) : nil {
            patch.priority = .set(priority)
        }
        if let due = Self.due(&fields, rules: rules) { patch.due = .set(due) }
        if let tags = fields.nullable("tags", Self.tags) { patch.tags = .set(tags ?? []) }
        if let reminders = Self.reminders(&fields) { patch.reminders = .set(reminders) }
        if let status = Self.status(&fields) { patch.status = .set(status) }
        try fields.finish()
        return patch
    }

    /// `POST /api/tasks/{id}/complete`, whose body may be absent.
    static func completedAt(_ body: JSONValue?) throws(JSONMistakes) -> Date? {
        guard let body else { return nil }
        var fields = JSONFields(body)
        let instant = fields.optional("completed_at") { try Timestamp.parse($0.asString()) }
        try fields.finish()
        return instant
    }

    // MARK: Members

    static func title(_ value: JSONValue) throws -> String { try TaskTitle.check(value.asString()) }

    static func description(_ value: JSONValue) throws -> String? { try TaskDescription.check(value.asString()) }

    /// By number or, in any case, by name.
    static func priority(_ value: JSONValue) throws -> Priority {
        let priority =
            switch value {
            case .string(let name): Priority(name: name)
            default: Priority(rawValue: try value.asInt())
            }
        guard let priority else {
            throw JSONMistake(code: "unknown-priority", "must be 1 to 4, or High, Medium, Low, Critical")
        }
        return priority
    }

    static func tags(_ value: JSONValue) throws -> [String] {
        try TagName.checkList(try value.asArray(limit: 100).map { try $0.asString() })
    }

    /// nil when the request says nothing of it, `.some(nil)` when it clears it.
    private static func due(_ fields: inout JSONFields, rules: TaskRules) -> Due?? {
        let zone = fields.optional("due_timezone") { value in
            guard let zone = rules.zones.zone(try value.asString()) else {
                throw JSONMistake(code: "unknown-timezone", "must be the name of a zone, as in Europe/Berlin")
            }
            return zone
        }
        return fields.nullable("due_date") { try Due.parse(try $0.asString(), in: zone ?? rules.zone) }
    }

    /// `reminders`, or `reminder_offset` in minutes, which stands for one of them.
    private static func reminders(_ fields: inout JSONFields) -> [ReminderDraft]? {
        let offset = fields.optional("reminder_offset") { try ReminderDraft.minutesBefore(try $0.asInt()) }
        guard
            let list = fields.nullable(
                "reminders",
                { value in
                    try ReminderDraft.checkList(try Self.list(value))
                })
        else { return offset.map { [$0] } }
        if offset != nil { fields.fail("reminder_offset", code: "conflict", "goes without reminders") }
        return list ?? []
    }

    private static func list(_ value: JSONValue) throws -> [ReminderDraft] {
        var mistakes = JSONMistakes()
        let drafts = try value.asArray(limit: 100).enumerated().compactMap { index, element -> ReminderDraft? in
            do {
                return try reminder(element)
            } catch let nested as JSONMistakes {
                for item in nested.items {
                    mistakes.append(JSONMistake("/\(index)\(item.pointer)", code: item.code, item.detail))
                }
                return nil
            }
        }
        guard mistakes.items.isEmpty else { throw mistakes }
        return drafts
    }

    /// `{"kind":"relative","offset":"-PT5S"}` or `{"kind":"absolute","remind_at":"…"}`.
    static func reminder(_ value: JSONValue) throws(JSONMistakes) -> ReminderDraft {
        var fields = JSONFields(value)
        let kind = fields.required("kind") { value in
            let kind = try value.asString()
            guard kind == "relative" || kind == "absolute" else {
                throw JSONMistake(code: "unknown-kind", "must be \"relative\" or \"absolute\"")
            }
            return kind
        }
        let draft: ReminderDraft? =
            kind == "absolute"
            ? fields.required("remind_at") { ReminderDraft(.absolute(try Timestamp.parse(try $0.asString()))) }
            : fields.required("offset") { try ReminderDraft.relative(try $0.asString()) }
        return try fields.finish(draft)
    }

    /// `status`, or `completed`, which stands for one of two.
    private static func status(_ fields: inout JSONFields) -> TodoTask.Status? {
        let status = fields.optional("status") { value in
            guard let status = TodoTask.Status(rawValue: try value.asString()) else {
                let all = TodoTask.Status.allCases.map(\.rawValue).joined(separator: ", ")
                throw JSONMistake(code: "unknown-status", "must be one of \(all)")
            }
            return status
        }
        guard let completed = fields.optional("completed", { try $0.asBool() }) else { return status }
        if let status, (status == .completed) != completed {
            fields.fail("completed", code: "conflict", "contradicts status")
        }
        return status ?? (completed ? .completed : .pending)
    }
}
