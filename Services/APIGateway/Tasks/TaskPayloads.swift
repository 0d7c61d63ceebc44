import FoundationEssentials
import JSON
import TodoCore

/// The bodies of the task endpoints: which members they take, and what each must be.
///
/// Field rules are TodoCore's; here stand the names, and how fields go together.
enum TaskPayloads {
    /// `POST /api/tasks`.
    ///
    /// - Parameters:
    ///   - defaultReminders: for a body that does not speak of reminders; an empty list means none.
    ///   - tagNames: the names of those of the body's `tag_ids` that are the user's.
    /// - Throws: every mistake at once, with its pointer.
    static func draft(
        _ body: JSONValue, rules: TaskRules, defaultReminders: [ReminderDraft] = [],
        tagNames: [Tag.ID: String] = [:]
    ) throws(JSONMistakes) -> TaskDraft {
        var fields = JSONFields(body)
        let title = fields.required("title", Self.title)
        let description = fields.optional("description", Self.description)
        let priority = fields.optional("priority", Self.priority)
        let timezone = Self.timezone(&fields, rules: rules)
        let due = Self.due(&fields, in: timezone, rules: rules)
        let tags = Self.tags(&fields, tagNames)
        let reminders = Self.reminders(&fields)
        let parent = fields.optional("parent_id", Self.parent)
        let position = fields.optional("position", Self.position)
        let (status, completed) = Self.status(&fields)
        let recurrence = Self.recurrence(&fields)
        var draft = TaskDraft(
            title: title ?? "", description: description ?? nil, priority: priority ?? .standard,
            due: due ?? nil, tags: tags ?? [], reminders: reminders ?? defaultReminders,
            status: status ?? (completed == true ? .completed : .pending), parentID: parent, position: position ?? 0,
            recurrence: recurrence.map { TaskRecurrence($0, timezone: (timezone ?? rules.zone).name) })
        for mistake in TodoTask.recurrenceMistakes(of: draft) { fields.fail(mistake) }
        draft.title = try fields.finish(title)
        return draft
    }

    /// `PUT` and `PATCH /api/tasks/{id}`: an absent member stays as it is, `null` clears where that has a meaning.
    static func patch(
        _ body: JSONValue, rules: TaskRules, tagNames: [Tag.ID: String] = [:]
    ) throws(JSONMistakes) -> TaskPatch {
        var fields = JSONFields(body)
        var patch = TaskPatch()
        if let title = fields.has("title") ? fields.required("title", Self.title) : nil { patch.title = .set(title) }
        if let description = fields.nullable("description", Self.description) {
            patch.description = .set(description ?? nil)
        }
        if let priority = fields.has("priority") ? fields.required("priority", Self.priority) : nil {
            patch.priority = .set(priority)
        }
        let timezone = Self.timezone(&fields, rules: rules)
        if let due = Self.due(&fields, in: timezone, rules: rules) {
            patch.due = .set(due)
        } else if let timezone {
            patch.dueTimezone = .set(timezone.name)
        }
        if let parent = fields.nullable("parent_id", Self.parent) { patch.parentID = .set(parent) }
        if let position = fields.has("position") ? fields.required("position", Self.position) : nil {
            patch.position = .set(position)
        }
        if let tags = Self.tags(&fields, tagNames) { patch.tags = .set(tags) }
        if let reminders = Self.reminders(&fields) { patch.reminders = .set(reminders) }
        let (status, completed) = Self.status(&fields)
        Self.recurrence(&fields, timezone ?? rules.zone, &patch)
        if let status { patch.status = .set(status) }
        if let completed { patch.completed = .set(completed) }
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

    /// `tags` by name, or `tag_ids`; nil when the request says nothing of them.
    private static func tags(_ fields: inout JSONFields, _ known: [Tag.ID: String]) -> [String]? {
        let named = fields.nullable("tags", Self.tags)
        let ids = fields.nullable("tag_ids") { value in
            try TagName.checkList(
                try value.asArray(limit: 100).enumerated().map { index, element in
                    guard let name = known[try element.asIdentifier()] else {
                        throw JSONMistake("/\(index)", code: "unknown-tag", "must be one of your tags")
                    }
                    return name
                })
        }
        if named != nil, ids != nil { fields.fail("tag_ids", code: "conflict", "goes without tags") }
        return (ids ?? named).map { $0 ?? [] }
    }

    static func tags(_ value: JSONValue) throws -> [String] {
        try TagName.checkList(try value.asArray(limit: 100).map { try $0.asString() })
    }

    /// No place among others is further out than this: neighbours closer than 1e-6 stay apart.
    private static let positions = -1e9...1e9

    static func position(_ value: JSONValue) throws -> Double { try value.asDouble(in: positions) }

    static func parent(_ value: JSONValue) throws -> TodoTask.ID { try value.asIdentifier() }

    private static func timezone(_ fields: inout JSONFields, rules: TaskRules) -> Zone? {
        fields.optional("due_timezone") { value in
            guard let zone = rules.zones.zone(try value.asString()) else {
                throw JSONMistake(code: "unknown-timezone", "must be the name of a zone, as in Europe/Berlin")
            }
            return zone
        }
    }

    /// nil when the request says nothing of it, `.some(nil)` when it clears it.
    private static func due(_ fields: inout JSONFields, in zone: Zone?, rules: TaskRules) -> Due?? {
        fields.nullable("due_date") { try Due.parse(try $0.asString(), in: zone ?? rules.zone) }
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

    /// `status`, or where it is not named `completed`; both may stand there when they agree.
    private static func status(_ fields: inout JSONFields) -> (TodoTask.Status?, completed: Bool?) {
        let status = fields.optional("status") { value in
            guard let status = TodoTask.Status(rawValue: try value.asString()) else {
                let all = TodoTask.Status.allCases.map(\.rawValue).joined(separator: ", ")
                throw JSONMistake(code: "unknown-status", "must be one of \(all)")
            }
            return status
        }
        guard let completed = fields.optional("completed", { try $0.asBool() }) else { return (status, nil) }
        if let status, (status == .completed) != completed {
            fields.fail("completed", code: "conflict", "contradicts status")
        }
        return (status, status == nil ? completed : nil)
    }
}
