public import FoundationEssentials

/// What is to be done about the occurrences of one series up to now.
public struct CatchUpPlan: Sendable, Equatable {
    /// How much is done at most for one series in one run.
    public struct Limits: Sendable, Equatable {
        /// Tasks made at most, the newest ones: `recurrence.catchUpMax`.
        public var tasks: Int
        /// Occurrences older than this many days are counted, not listed.
        public var horizonDays: Int

        /// Limits of a run; the defaults are those of the configuration.
        public init(tasks: Int = 30, horizonDays: Int = 90) {
            self.tasks = tasks
            self.horizonDays = horizonDays
        }
    }

    /// Occurrences that get a task now, oldest first.
    public var generate: [RecurrenceRule.Moment] = []
    /// Ledger rows of those that get none, oldest first.
    public var recorded: [Occurrence] = []
    /// The next occurrence whose time has not come; nil when the series is over.
    public var next: RecurrenceRule.Moment?
}

extension RecurringTask {
    /// A task made later than this after its occurrence is late: `none` leaves it out, and nobody is told of its making.
    public static let lateness: TimeInterval = 15 * 60

    /// What is to be done now: everything from `nextDueAt` on whose generate time has come.
    ///
    /// Nothing where tasks are made by completion. Pure and repeatable: the same series and instant give the same plan, on however many replicas.
    public func catchUpPlan(at now: Date, in zone: Zone, limits: CatchUpPlan.Limits = .init()) -> CatchUpPlan {
        guard status == .active, generation == .onSchedule, let from = nextDueAt else { return CatchUpPlan() }
        return catchUpPlan(from: from, at: now, policy: catchUpPolicy, in: zone, limits: limits)
    }

    func catchUpPlan(
        from: Date, at now: Date, policy: CatchUpPolicy, in zone: Zone, limits: CatchUpPlan.Limits
    ) -> CatchUpPlan {
        var plan = CatchUpPlan()
        guard let last = lastMomentToGenerate(by: now, in: zone), last.instant >= from else {
            plan.next = rule.next(notBefore: from, in: zone)
            return plan
        }
        let horizon = now.addingTimeInterval(-Double(limits.horizonDays) * 86_400)
        if let range = countedRow(from: from, before: min(horizon, last.instant), status: .missedRange, in: zone) {
            plan.recorded.append(range)
        }
        let moments = moments(from: max(from, horizon), through: last, in: zone)
        let late = moments.prefix { $0.instant <= now.addingTimeInterval(-Self.lateness) }
        let timely = moments.dropFirst(late.count)
        let kept = late.suffix(catchUpCount(policy, isLatestTimely: !timely.isEmpty, limit: limits.tasks))
        plan.recorded += late.dropLast(kept.count).map {
            Occurrence(at: $0.instant, status: .missed, reason: "catch-up-\(policy.rawValue)")
        }
        // Far ahead of time (a long reminder) there may be many: what is beyond the limit waits for the next run.
        let made = timely.prefix(limits.tasks)
        plan.generate = Array(kept) + made
        plan.next = made.count < timely.count ? timely[made.endIndex] : rule.next(after: last, in: zone)
        return plan
    }

    /// How many of the late occurrences get their task.
    private func catchUpCount(_ policy: CatchUpPolicy, isLatestTimely: Bool, limit: Int) -> Int {
        switch policy {
        case .all: limit
        case .latest: isLatestTimely ? 0 : 1
        case .none: 0
        }
    }

    /// One ledger row that stands for every occurrence in a span; nil when there is none.
    func countedRow(from: Date, before: Date, status: Occurrence.Status, in zone: Zone) -> Occurrence? {
        guard from < before, let first = rule.next(notBefore: from, in: zone),
            let last = rule.last(before: before, in: zone), first.instant <= last.instant
        else { return nil }
        let count = rule.ordinal(of: last) - rule.ordinal(of: first) + 1
        return Occurrence(at: first.instant, status: status, count: count, reason: "older-than-horizon")
    }

    /// Every occurrence from an instant through a moment of the rule.
    func moments(
        from: Date, through last: RecurrenceRule.Moment, in zone: Zone
    ) -> [RecurrenceRule.Moment] {
        var found: [RecurrenceRule.Moment] = []
        var next = rule.next(notBefore: from, in: zone)
        while let moment = next, moment.instant <= last.instant {
            found.append(moment)
            next = rule.next(after: moment, in: zone)
        }
        return found
    }
}
