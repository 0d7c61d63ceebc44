public import FoundationEssentials

extension TodoTask {
    /// Takes a change back: what it changed gets its old values, and a task that it made goes to the trash.
    ///
    /// - Throws: `changedSince` when this is not the task that the change left behind.
    public mutating func undo(
        _ change: LoggedChange, at now: Date, rules: TaskRules
    ) throws(TodoError) -> TaskEvent? {
        guard version == change.version else { throw .changedSince(id) }
        guard change.type != .taskCreated else { return delete(at: now) }
        let changed = self
        do throws(FieldMistake) {
            try setBack(change.changes, at: now, rules: rules)
        } catch {
            // A text that the present rules do not read: the log is older than they are.
            self = changed
            throw .changedSince(id)
        }
        if isOpen, due != changed.due || !changed.isOpen {
            rearm(at: now, rules: rules)
        } else if !isOpen, changed.isOpen {
            disarm(at: now)
        }
        let changes = changes(from: changed)
        guard !changes.isEmpty else { return nil }
        return self.changed(fact(after: changed, changes), at: now)
    }

    private func fact(after old: TodoTask, _ changes: [FieldChange]) -> TaskEvent.Fact {
        if (deletedAt == nil) != (old.deletedAt == nil) { return deletedAt == nil ? .restored : .deleted }
        switch (old.status, status) {
        case let (before, after) where before == after: return .updated(changes)
        case (_, .completed): return .completed
        case (.completed, _): return .uncompleted
        case (_, .cancelled): return .cancelled
        default: return .updated(changes)
        }
    }

    private mutating func setBack(
        _ changes: [FieldChange], at now: Date, rules: TaskRules
    ) throws(FieldMistake) {
        for change in changes {
            switch change.field {
            case "title": title = change.old.text ?? title
            case "description": description = change.old.text
            case "priority": priority = change.old.number.flatMap(Priority.init(rawValue:)) ?? priority
            case "tags": tags = change.old.list
            case "parent_id": parentID = change.old.text.flatMap { ID($0) }
            case "position": position = change.old.real ?? position
            case "recurrence_pattern": recurrencePattern = change.old.text.flatMap { RecurrencePattern($0) }
            case "status": status = change.old.text.flatMap(Status.init(rawValue:)) ?? status
            case "completed_at": completedAt = try change.old.instant()
            case "deleted_at": deletedAt = try change.old.instant()
            default: continue
            }
        }
        try setDueBack(changes, rules.zones)
        // After the due date, which says when they are.
        guard let reminders = changes.first(where: { $0.field == "reminders" })?.old.list else { return }
        var drafts: [ReminderDraft] = []
        for text in reminders { drafts.append(ReminderDraft(try Reminder.Trigger(text: text))) }
        setReminders(drafts, at: now, rules: rules)
    }

    /// Day and zone are one value, of which either may be all that changed.
    private mutating func setDueBack(_ changes: [FieldChange], _ zones: ZoneDatabase) throws(FieldMistake) {
        let date = changes.first { $0.field == "due_date" }
        let timezone = changes.first { $0.field == "due_timezone" }
        guard date != nil || timezone != nil else { return }
        guard let text = date.map({ $0.old.text }) ?? due?.text else {
            due = nil
            return
        }
        let zone = (timezone.map { $0.old.text } ?? due?.allDay?.timezone).flatMap(zones.zone)
        due = try .parse(text, in: zone ?? .utc)
    }
}

extension Reminder.Trigger {
    /// The trigger of the text that stands for it in a change: an offset or an instant.
    fileprivate init(text: String) throws(FieldMistake) {
        self =
            text.first?.isNumber == true
            ? .absolute(try Timestamp.parse(text)) : .relative(try CivilDuration.parse(text))
    }
}

extension FieldChange.Value {
    fileprivate var text: String? { if case .text(let text) = self { text } else { nil } }
    fileprivate var number: Int? { if case .number(let number) = self { number } else { nil } }
    fileprivate var list: [String] { if case .list(let list) = self { list } else { [] } }

    fileprivate var real: Double? {
        switch self {
        case .number(let number): Double(number)
        case .real(let number): number
        default: nil
        }
    }

    fileprivate func instant() throws(FieldMistake) -> Date? {
        guard let text else { return nil }
        return try Timestamp.parse(text)
    }
}
