public import FoundationEssentials

extension TodoTask {
    /// Changes the fields that the patch names, and its status if it names one; nil when all of it is so already.
    ///
    /// One change, one event: a patch that also completes, uncompletes or cancels gives that event; it carries the whole
    /// task, so no changed field is lost.
    public mutating func update(_ patch: TaskPatch, at now: Date, rules: TaskRules) throws(TodoError) -> TaskEvent? {
        try checkExists()
        var updated = self
        let changes = updated.apply(patch, at: now, rules: rules)
        let transition = try updated.move(to: patch.status, at: now, rules: rules)
        guard transition != nil || !changes.isEmpty else { return nil }
        updated.version = version
        let event = updated.changed(
            transition.flatMap(Self.ownFact) ?? .updated(changes + Self.changes(of: transition)), at: now)
        self = updated
        return event
    }

    /// Changes the fields but for the status, and says which have other values now.
    private mutating func apply(_ patch: TaskPatch, at now: Date, rules: TaskRules) -> [FieldChange] {
        let old = self
        title = patch.title.applied(to: title)
        description = patch.description.applied(to: description)
        priority = patch.priority.applied(to: priority)
        due = patch.due.applied(to: due)
        tags = patch.tags.applied(to: tags)
        if case .set(let drafts) = patch.reminders { setReminders(drafts, at: now, rules: rules) }
        if due != old.due, isOpen { rearm(at: now, rules: rules) }
        let changes = fieldChanges(from: old)
        if recurringTaskID != nil, !changes.isEmpty { detached = true }
        return changes
    }

    private mutating func move(
        to status: TaskPatch.Field<Status>, at now: Date, rules: TaskRules
    ) throws(TodoError) -> TaskEvent? {
        guard case .set(let wanted) = status, wanted != self.status else { return nil }
        switch (self.status, wanted) {
        case (_, .completed): return try complete(at: now)
        case (_, .cancelled): return try cancel(at: now)
        case (.pending, .inProgress): return try start(at: now)
        case (.completed, .pending): return try uncomplete(at: now, rules: rules)
        case (.cancelled, .pending): return try reopen(at: now, rules: rules)
        default: throw .invalidTransition(from: self.status, to: wanted)
        }
    }

    /// The transition's own fact; nil for one that is an update like others.
    private static func ownFact(of event: TaskEvent) -> TaskEvent.Fact? {
        if case .updated = event.fact { nil } else { event.fact }
    }

    private static func changes(of event: TaskEvent?) -> [FieldChange] {
        if case .updated(let changes) = event?.fact { changes } else { [] }
    }

    /// Old and new values of the fields that differ, as JSON shows them.
    private func fieldChanges(from old: TodoTask) -> [FieldChange] {
        let pairs: [(String, FieldChange.Value, FieldChange.Value)] = [
            ("title", .text(old.title), .text(title)),
            ("description", .init(old.description), .init(description)),
            ("priority", .number(old.priority.rawValue), .number(priority.rawValue)),
            ("due_date", .init(old.due?.text), .init(due?.text)),
            ("due_timezone", .init(old.due?.allDay?.timezone), .init(due?.allDay?.timezone)),
            ("tags", .list(old.tags), .list(tags)),
            ("reminders", .list(old.reminders.map(\.triggerText)), .list(reminders.map(\.triggerText))),
        ]
        return pairs.filter { $0.1 != $0.2 }.map { FieldChange(field: $0.0, old: $0.1, new: $0.2) }
    }
}

extension FieldChange.Value {
    init(_ text: String?) { self = text.map { .text($0) } ?? .null }
}

extension Reminder {
    fileprivate var triggerText: String {
        switch trigger {
        case .relative(let offset): offset.description
        case .absolute(let instant): instant.rfc3339
        }
    }
}
