public import FoundationEssentials

extension RecurringTask {
    /// A new series and the event of its creation.
    ///
    /// Nothing is back-filled: occurrences on local days before the day of creation get no task and no ledger row, but
    /// count for `maxCount`. A series whose end lies in the past is exhausted at once; the second event says so.
    public static func create(
        _ draft: RecurringTaskDraft, id: ID, userID: UserID, at now: Date, in zone: Zone
    ) -> (series: RecurringTask, events: [RecurringTaskEvent]) {
        var series = RecurringTask(
            id: id, userID: userID, title: draft.title, description: draft.description, priority: draft.priority,
            tags: draft.tags, reminders: draft.reminders, rule: draft.rule, timezone: zone.name,
            generation: draft.generation, catchUpPolicy: draft.catchUpPolicy, createAhead: draft.createAhead,
            createdAt: now, updatedAt: now)
        let today = zone.startOfDay(zone.civil(now).date)
        series.schedule(series.rule.next(notBefore: today, in: zone), in: zone)
        let created = RecurringTaskEvent(.created, series)
        return series.nextDueAt == nil ? (series, [created, series.exhaust(at: now)]) : (series, [created])
    }

    /// Takes a plan as done: moves to the next occurrence and tells of what was missed, or that the series is over.
    public mutating func advance(by plan: CatchUpPlan, at now: Date, in zone: Zone) -> [RecurringTaskEvent] {
        var events: [RecurringTaskEvent] = []
        if !plan.generate.isEmpty { lastCreatedAt = now }
        let dealtWith = occurrenceCount + plan.generate.count + plan.recorded.reduce(0) { $0 + $1.count }
        schedule(plan.next, in: zone)
        if plan.next == nil { occurrenceCount = dealtWith }
        // Whoever is late with a task knows what came between.
        let missed =
            generation == .onCompletion
            ? [] : plan.recorded.filter { $0.status == .missed || $0.status == .missedRange }
        if let first = missed.first, let last = missed.last {
            let count = missed.reduce(0) { $0 + $1.count }
            events.append(RecurringTaskEvent(.missed(count: count, first: first.at, last: last.at), self))
        }
        if plan.next == nil, status == .active { events.append(exhaust(at: now)) }
        return events
    }

    /// Stops the making of tasks until `resume`; those made already stay. Nil when the series is not active.
    public mutating func pause(at now: Date) throws(TodoError) -> RecurringTaskEvent? {
        guard status != .deleted else { throw .recurringTaskNotFound(id) }
        guard status == .active else { return nil }
        status = .paused
        pausedAt = now
        nextGenerateAt = nil
        touch(at: now)
        return RecurringTaskEvent(.paused, self)
    }

    /// Goes on after a pause, with a plan for what fell into it; nil when the series is not paused.
    ///
    /// - Parameters:
    ///   - catchUp: what becomes of the occurrences of the pause; with `none` they are recorded as paused and get no
    ///     tasks. Without a meaning where tasks are made by completion.
    ///   - hasOpenTask: whether a series that goes on by completion has the task that it goes on from; one that has
    ///     none gets one.
    public mutating func resume(
        at now: Date, catchUp: CatchUpPolicy = .none, hasOpenTask: Bool = false, in zone: Zone,
        limits: CatchUpPlan.Limits = .init()
    ) throws(TodoError) -> (plan: CatchUpPlan, events: [RecurringTaskEvent])? {
        guard status != .deleted else { throw .recurringTaskNotFound(id) }
        guard status == .paused else { return nil }
        let plan =
            generation == .onSchedule
            ? resumePlan(at: now, catchUp: catchUp, in: zone, limits: limits)
            : resumePlan(at: now, hasOpenTask: hasOpenTask, in: zone, limits: limits)
        status = .active
        pausedAt = nil
        touch(at: now)
        let resumed = RecurringTaskEvent(.resumed, self)
        return (plan, [resumed] + advance(by: plan, at: now, in: zone))
    }

    /// Ends the series for good; its tasks stay. Nil when that was done already.
    public mutating func delete(at now: Date) -> RecurringTaskEvent? {
        guard status != .deleted else { return nil }
        status = .deleted
        nextDueAt = nil
        nextGenerateAt = nil
        touch(at: now)
        return RecurringTaskEvent(.deleted, self)
    }

    // MARK: Steps

    private func resumePlan(
        at now: Date, catchUp: CatchUpPolicy, in zone: Zone, limits: CatchUpPlan.Limits
    ) -> CatchUpPlan {
        guard let from = nextDueAt else { return CatchUpPlan() }
        guard catchUp == .none else {
            return catchUpPlan(from: from, at: now, policy: catchUp, in: zone, limits: limits)
        }
        var plan = CatchUpPlan()
        let pausedAt = pausedAt ?? now
        let horizon = max(from, now.addingTimeInterval(-Double(limits.horizonDays) * 86_400))
        if let row = countedRow(from: from, before: horizon, status: .paused, in: zone) { plan.recorded.append(row) }
        if let last = rule.last(before: now, in: zone) {
            plan.recorded += moments(from: horizon, through: last, in: zone).map { moment in
                let wasPaused = moment.instant >= pausedAt
                return Occurrence(
                    at: moment.instant, status: wasPaused ? .paused : .missed,
                    reason: wasPaused ? nil : "catch-up-none")
            }
        }
        plan.next = rule.next(notBefore: max(from, now), in: zone)
        return plan
    }

    private func resumePlan(
        at now: Date, hasOpenTask: Bool, in zone: Zone, limits: CatchUpPlan.Limits
    ) -> CatchUpPlan {
        guard !hasOpenTask else {
            var plan = CatchUpPlan()
            plan.next = nextDueAt.flatMap { rule.next(notBefore: $0, in: zone) }
            return plan
        }
        var plan = resumePlan(at: now, catchUp: .none, in: zone, limits: limits)
        guard let next = plan.next else { return plan }
        plan.generate = [next]
        plan.next = rule.next(after: next, in: zone)
        return plan
    }

    mutating func schedule(_ next: RecurrenceRule.Moment?, in zone: Zone) {
        nextDueAt = next?.instant
        nextGenerateAt = generation == .onSchedule ? next.map { generateTime(of: $0, in: zone) } : nil
        if let next { occurrenceCount = rule.ordinal(of: next) - 1 }
    }

    private mutating func exhaust(at now: Date) -> RecurringTaskEvent {
        status = .exhausted
        touch(at: now)
        return RecurringTaskEvent(.exhausted, self)
    }

    mutating func touch(at now: Date) {
        version += 1
        updatedAt = now
    }
}
