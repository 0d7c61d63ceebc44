public import FoundationEssentials

// Series that go on when their task is done with. Nothing of this looks at the clock: what comes next follows from what
// was done and when, on whichever replica, however late its event comes.
extension RecurringTask {
    /// Makes a task the first of a series of its own; what follows is made when it is done with.
    ///
    /// The template of the others is the task as it is: its title, priority, tags, and those of its reminders that go by
    /// the due date.
    ///
    /// - Parameters:
    ///   - task: has a due date and a pattern; learns its series and its place in it.
    ///   - zone: in which days are counted; for a task that is due on a day, the zone of that day is.
    public static func begin(
        with task: inout TodoTask, id: ID, at now: Date, in zone: Zone, zones: ZoneDatabase
    ) -> (series: RecurringTask, event: RecurringTaskEvent)? {
        guard let due = task.due, let pattern = task.recurrencePattern else { return nil }
        let zone = due.allDay.flatMap { zones.zone($0.timezone) } ?? zone
        let rule = pattern.rule(startingAt: start(of: due, in: zone))
        let now = now.inMicroseconds
        var series = RecurringTask(
            id: id, userID: task.userID, title: task.title, description: task.description, priority: task.priority,
            tags: task.tags,
            reminders: task.reminders.compactMap { reminder in
                if case .relative(let offset) = reminder.trigger { offset } else { nil }
            },
            rule: rule, timezone: zone.name, generation: .onCompletion, isAllDay: due.allDay != nil,
            lastCreatedAt: now, createdAt: now, updatedAt: now)
        let occurrenceAt = zone.instant(rule.start)
        series.schedule(rule.next(after: occurrenceAt, in: zone), in: zone)
        (task.recurringTaskID, task.occurrenceAt) = (id, occurrenceAt)
        return (series, RecurringTaskEvent(.created, series))
    }

    /// What is to be done when the open task of the series is completed, given up or deleted: the first occurrence
    /// strictly after its due date and the end of it gets its task, and those jumped over are missed. It is never born
    /// overdue, and a task that is done early is done: the next one is the next, not the same again.
    public func plan(afterClosing task: TodoTask, in zone: Zone) -> CatchUpPlan {
        var plan = CatchUpPlan()
        guard status == .active, let occurrenceAt = task.occurrenceAt else { return plan }
        let closedAt = task.completedAt ?? task.deletedAt ?? task.updatedAt
        // A day is not over before it begins: by its end, the task of the next day would be left out.
        let due = task.due.map { due in due.allDay.map { zone.startOfDay($0.on) } ?? due.instant }
        let from = max(occurrenceAt, due ?? occurrenceAt, closedAt)
        plan.recorded = passedOver(after: occurrenceAt, through: from, in: zone)
        guard let next = rule.next(after: from, in: zone) else { return plan }
        plan.generate = [next]
        plan.next = rule.next(after: next, in: zone)
        return plan
    }

    /// The first task of a new series, which nothing else would bring about.
    public func firstPlan(in zone: Zone) -> CatchUpPlan {
        var plan = CatchUpPlan()
        guard status == .active, let next = nextDueAt.flatMap({ rule.next(notBefore: $0, in: zone) }) else {
            return plan
        }
        plan.generate = [next]
        plan.next = rule.next(after: next, in: zone)
        return plan
    }

    /// Changes how often it occurs, counted from a task of it; nil when it occurs so already.
    public mutating func change(
        to pattern: RecurrencePattern, from task: TodoTask, at now: Date, in zone: Zone
    ) -> RecurringTaskEvent? {
        guard status != .deleted, RecurrencePattern(rule) != pattern else { return nil }
        if let due = task.due {
            isAllDay = due.allDay != nil
            rule = pattern.rule(startingAt: Self.start(of: due, in: zone))
        } else {
            rule = pattern.rule(startingAt: rule.start)
        }
        if status == .exhausted { status = .active }
        schedule(rule.next(after: task.occurrenceAt ?? now, in: zone), in: zone)
        touch(at: now)
        return RecurringTaskEvent(.updated, self)
    }

    /// Stands again where it stood while the task of this occurrence was open; tells of it only where that shows, in a
    /// series that was over.
    public mutating func goBack(to occurrenceAt: Date, at now: Date, in zone: Zone) -> RecurringTaskEvent? {
        let wasExhausted = status == .exhausted
        if wasExhausted { status = .active }
        schedule(rule.next(after: occurrenceAt, in: zone), in: zone)
        guard wasExhausted else { return nil }
        touch(at: now)
        return RecurringTaskEvent(.updated, self)
    }

    // MARK: Steps

    private static func start(of due: Due, in zone: Zone) -> CivilDateTime {
        due.allDay.map { CivilDateTime($0.on) } ?? zone.civil(due.instant)
    }

    /// Occurrences that get no task because their time is over.
    private func passedOver(after occurrenceAt: Date, through end: Date, in zone: Zone) -> [Occurrence] {
        guard let last = rule.last(before: Date(microsecondsSince1970: end.microsecondsSince1970 + 1), in: zone),
            last.instant > occurrenceAt
        else { return [] }
        let first = Date(microsecondsSince1970: occurrenceAt.microsecondsSince1970 + 1)
        let horizon = max(first, end.addingTimeInterval(-Double(CatchUpPlan.Limits().horizonDays) * 86_400))
        let range = countedRow(from: first, before: min(horizon, last.instant), status: .missedRange, in: zone)
        return [range].compactMap(\.self)
            + moments(from: horizon, through: last, in: zone).map {
                Occurrence(at: $0.instant, status: .missed, reason: "jumped-over")
            }
    }
}

extension TodoTask {
    /// Whether nothing happened to it since it was made, so that it can be taken back with what it came from.
    public var isPristine: Bool {
        version == 1 && status == .pending && deletedAt == nil
            && reminders.allSatisfy { $0.status != .sent && $0.status != .failed && $0.snoozeCount == 0 }
    }
}
