import JSON
public import FoundationEssentials

// Each verb changes the value and says what happened; nil when nothing did. Version and event rise and fall together.
extension TodoTask {
    /// Marks the task done.
    ///
    /// - Parameter completedAt: when it was done, for clients that were offline; not in the future.
    public mutating func complete(at now: Date, completedAt: Date? = nil) throws(TodoError) -> TaskEvent? {
        try checkExists()
        if let completedAt, completedAt > now {
            throw .invalid(
                FieldMistake(
                    pointer: "/completed_at", code: "in-the-future", detail: "must not lie in the future"))
        }
        guard status != .completed else { return nil }
        try move(to: .completed, from: [.pending, .inProgress])
        self.completedAt = (completedAt ?? now).inMicroseconds
        disarm(at: now)
        return changed(.completed, at: now)
    }

    /// Takes a completion back.
    public mutating func uncomplete(at now: Date, rules: TaskRules) throws(TodoError) -> TaskEvent? {
        try checkExists()
        guard status != .pending, status != .inProgress else { return nil }
        try move(to: .pending, from: [.completed])
        completedAt = nil
        rearm(at: now, rules: rules)
        return changed(.uncompleted, at: now)
    }

    /// Gives the task up.
    public mutating func cancel(at now: Date) throws(TodoError) -> TaskEvent? {
        try checkExists()
        guard status != .cancelled else { return nil }
        try move(to: .cancelled, from: [.pending, .inProgress])
        disarm(at: now)
        return changed(.cancelled, at: now)
    }

    /// Takes a cancellation back.
    public mutating func reopen(at now: Date, rules: TaskRules) throws(TodoError) -> TaskEvent? {
        try checkExists()
        guard status != .pending, status != .inProgress else { return nil }
        try move(to: .pending, from: [.cancelled])
        rearm(at: now, rules: rules)
        return changed(.updated([.status(.cancelled, .pending)]), at: now)
    }

    /// Says that somebody works on it.
    public mutating func start(at now: Date) throws(TodoError) -> TaskEvent? {
        try checkExists()
        guard status != .inProgress else { return nil }
        try move(to: .inProgress, from: [.pending])
        return changed(.updated([.status(.pending, .inProgress)]), at: now)
    }

    /// Moves the task to the trash.
    public mutating func delete(at now: Date) -> TaskEvent? {
        guard deletedAt == nil else { return nil }
        deletedAt = now.inMicroseconds
        disarm(at: now)
        return changed(.deleted, at: now)
    }

    /// Takes the task out of the trash.
    public mutating func restore(at now: Date, rules: TaskRules) -> TaskEvent? {
        guard deletedAt != nil else { return nil }
        deletedAt = nil
        if isOpen { rearm(at: now, rules: rules) }
        return changed(.restored, at: now)
    }

    /// The event of the task's end: the row goes, in the version after the last. It can be purged from anywhere.
    public func purge(at now: Date) -> TaskEvent {
        var gone = self
        gone.deletedAt = deletedAt ?? now.inMicroseconds
        return gone.changed(.purged, at: now)
    }

    /// Completes what is not completed and takes a completion back.
    public mutating func toggle(at now: Date, rules: TaskRules) throws(TodoError) -> TaskEvent? {
        try isCompleted ? uncomplete(at: now, rules: rules) : complete(at: now)
    }

    // MARK: Steps

    func checkExists() throws(TodoError) {
        guard deletedAt == nil else { throw .taskNotFound(id) }
    }

    private mutating func move(to next: Status, from allowed: [Status]) throws(TodoError) {
        guard allowed.contains(status) else { throw .invalidTransition(from: status, to: next) }
        status = next
    }

    mutating func changed(_ fact: TaskEvent.Fact, at now: Date) -> TaskEvent {
        version += 1
        updatedAt = now.inMicroseconds
        return TaskEvent(fact, self)
    }
}

extension FieldChange {
    static func status(_ old: TodoTask.Status, _ new: TodoTask.Status) -> FieldChange {
        FieldChange(field: "status", old: .text(old.rawValue), new: .text(new.rawValue))
    }
}
