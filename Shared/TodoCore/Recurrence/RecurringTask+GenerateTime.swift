public import FoundationEssentials

extension RecurringTask {
    /// When the task of an occurrence is to be made: as `createAhead` says, or earlier if a reminder fires earlier, for
    /// a reminder cannot fire on a task that does not exist yet. Never after the occurrence.
    public func generateTime(of moment: RecurrenceRule.Moment, in zone: Zone) -> Date {
        let ahead: Date =
            switch createAhead {
            case .dayStart: zone.startOfDay(moment.wall.date)
            case .exact: moment.instant
            case .duration(let duration):
                zone.adding(CivilDuration(days: -duration.days, seconds: -duration.seconds), to: moment.instant)
            }
        return reminders.reduce(min(ahead, moment.instant)) { min($0, zone.adding($1, to: moment.instant)) }
    }

    /// The last occurrence whose generate time has come.
    func lastMomentToGenerate(by now: Date, in zone: Zone) -> RecurrenceRule.Moment? {
        // No generate time lies further ahead of its occurrence than this; two days are for the change of clocks.
        let leads = reminders.map { -$0.days * 86_400 - $0.seconds } + [createAheadSeconds]
        let reach = now.addingTimeInterval(Double((leads.max() ?? 0) + 2 * 86_400))
        var last = rule.last(before: reach, in: zone)
        while let moment = last, generateTime(of: moment, in: zone) > now {
            last = rule.last(before: moment.instant, in: zone)
        }
        return last
    }

    private var createAheadSeconds: Int {
        switch createAhead {
        case .dayStart: 86_400
        case .exact: 0
        case .duration(let duration): duration.days * 86_400 + duration.seconds
        }
    }
}
