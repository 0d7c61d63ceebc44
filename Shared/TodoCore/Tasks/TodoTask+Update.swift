public import FoundationEssentials

extension TodoTask {
    /// Changes the fields that the patch names, and its status if it names one; nil when all of it is so already.
    ///
    /// One change, one event: a patch that also completes, uncompletes or cancels gives that event; it carries the whole
    /// task, so no changed field is lost.
    public mutating func update(_ patch: TaskPatch, at now: Date, rules: TaskRules) throws(TodoError) -> TaskEvent? {
        try checkExists()
        var updated = self
        updated.recurrencePattern = patch.recurrencePattern.applied(to: recurrencePattern)
        updated.apply(patch, begins: !isRecurring && updated.isRecurring, at: now, rules: rules)
        let transition = try updated.move(to: patch.wantedStatus(of: self), at: now, rules: rules)
        try updated.checkRecurrence(from: self)
        let changes = updated.fieldChanges(from: self)
        guard transition != nil || !changes.isEmpty else { return nil }
        updated.version = version
        let event = updated.changed(
            transition.flatMap(Self.ownFact) ?? .updated(changes + Self.changes(of: transition)), at: now)
        self = updated
        return event
    }

    /// Changes the fields but for the status.
    ///
    /// - Parameter begins: whether the task is to come again from now on, for which it needs a due date.
    private mutating func apply(_ patch: TaskPatch, begins: Bool, at now: Date, rules: TaskRules) {
        let old = self
        title = patch.title.applied(to: title)
        description = patch.description.applied(to: description)
        priority = patch.priority.applied(to: priority)
        due = patch.due.applied(to: due)
        if due == nil, begins {
            let zone = patch.recurrenceTimezone.flatMap(rules.zones.zone) ?? rules.zone
            due = .on(zone.civil(now).date, in: zone)
        }
        moveDueDay(to: patch.dueTimezone, rules.zones)
        tags = patch.tags.applied(to: tags)
        parentID = patch.parentID.applied(to: parentID)
        position = patch.position.applied(to: position)
        if case .set(let drafts) = patch.reminders { setReminders(drafts, at: now, rules: rules) }
        if due != old.due, isOpen { rearm(at: now, rules: rules) }
        if recurringTaskID != nil, !fieldChanges(from: old).isEmpty { detached = true }
    }

    /// The same day in another zone.
    private mutating func moveDueDay(to timezone: TaskPatch.Field<String>, _ zones: ZoneDatabase) {
        guard case .set(let name) = timezone, let day = due?.allDay, let zone = zones.zone(name) else { return }
        due = .on(day.on, in: zone)
    }

    private mutating func move(
        to wanted: Status?, at now: Date, rules: TaskRules
    ) throws(TodoError) -> TaskEvent? {
        guard let wanted, wanted != self.status else { return nil }
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

    /// Everything in which the task differs from what it was, as JSON shows it; enough to take the change back.
    func changes(from old: TodoTask) -> [FieldChange] {
        let pairs: [(String, FieldChange.Value, FieldChange.Value)] = [
            ("status", .text(old.status.rawValue), .text(status.rawValue)),
            ("completed_at", .init(old.completedAt?.rfc3339), .init(completedAt?.rfc3339)),
            ("deleted_at", .init(old.deletedAt?.rfc3339), .init(deletedAt?.rfc3339)),
        ]
        return fieldChanges(from: old)
            + pairs.filter { $0.1 != $0.2 }.map { FieldChange(field: $0.0, old: $0.1, new: $0.2) }
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
            ("parent_id", .init(old.parentID?.description), .init(parentID?.description)),
            ("position", .init(old.position), .init(position)),
            ("recurrence_pattern", .init(old.recurrencePattern?.description), .init(recurrencePattern?.description)),
            ("reminders", .list(old.reminders.map(\.triggerText)), .list(reminders.map(\.triggerText))),
        ]
        return pairs.filter { $0.1 != $0.2 }.map { FieldChange(field: $0.0, old: $0.1, new: $0.2) }
    }
}

extension FieldChange.Value {
    init(_ text: String?) { self = text.map { .text($0) } ?? .null }

    init(_ number: Double) { self = Int(exactly: number).map { .number($0) } ?? .real(number) }
}

extension Reminder {
    fileprivate var triggerText: String {
        switch trigger {
        case .relative(let offset): offset.description
        case .absolute(let instant): instant.rfc3339
        }
    }
}

extension TaskPatch {
    /// The status that the task is to have; nil where it stays as it is.
    fileprivate func wantedStatus(of task: TodoTask) -> TodoTask.Status? {
        if case .set(let status) = status { return status }
        guard case .set(let completed) = completed, completed != task.isCompleted else { return nil }
        return completed ? .completed : .pending
    }
}
