public import FoundationEssentials

// THE occurrence arithmetic; there is no other.
//
// A rule numbers its candidate dates 0, 1, 2 … from the anchor in closed form: nothing is chained, so nothing drifts
// (31 January, 28 February, 31 March), and a jump over twenty years costs what a jump over a day costs. A candidate that
// a month does not have is clamped or left out, as the policy says. Each remaining date becomes an instant of the zone by
// itself, so a shifted occurrence never shifts its successors.
extension RecurrenceRule {
    /// One scheduled moment of a series.
    public struct Moment: Hashable, Sendable {
        /// The instant, and the occurrence's identity within its series.
        public let instant: Date
        /// What the wall showed in the anchor's terms; in a gap of the clocks, a value they never show.
        public let wall: CivilDateTime
        /// Candidate number, counted from 0 at the anchor; with `skip` some numbers have no occurrence.
        let number: Int
    }

    /// Nothing is scheduled from this day on: due dates end there.
    static let lastDay = CivilDate(dayNumber: 84_004)  // 2199-12-30, so that it is 2199 in every zone

    /// The first occurrence of all; nil when the rule never matches before its end.
    public func first(in zone: Zone) -> Moment? { moment(startingAt: 0, in: zone) { _ in true } }

    /// The first occurrence strictly after the instant.
    public func next(after instant: Date, in zone: Zone) -> Moment? {
        moment(startingAt: number(near: instant, in: zone), in: zone) { $0.instant > instant }
    }

    /// The first occurrence at the instant or after it.
    public func next(notBefore instant: Date, in zone: Zone) -> Moment? {
        moment(startingAt: number(near: instant, in: zone), in: zone) { $0.instant >= instant }
    }

    /// The last occurrence strictly before the instant.
    public func last(before instant: Date, in zone: Zone) -> Moment? {
        // From a week and a day of candidates later, because a near number may be that much too low.
        var number = number(near: min(instant, latestEnd(in: zone)), in: zone) + 10
        if !mayLeaveOut, let maxCount { number = min(number, maxCount - 1) }
        while number >= 0 {
            if let moment = scheduled(number, in: zone), moment.instant < instant { return moment }
            number -= 1
        }
        return nil
    }

    /// The occurrence that follows another one of the same rule.
    public func next(after moment: Moment, in zone: Zone) -> Moment? {
        // A zone that skipped a whole day gives two candidates one instant: they are one occurrence.
        self.moment(startingAt: moment.number + 1, in: zone) { $0.instant > moment.instant }
    }

    /// The occurrences at or after `start`, at most `limit` of them, in order.
    public func occurrences(from start: Date, limit: Int, in zone: Zone) -> [Moment] {
        var found: [Moment] = []
        var next = next(notBefore: start, in: zone)
        while let moment = next, found.count < limit {
            found.append(moment)
            next = self.next(after: moment, in: zone)
        }
        return found
    }

    /// How many occurrences the rule has up to this one, itself included.
    func ordinal(of moment: Moment) -> Int {
        guard mayLeaveOut else { return moment.number + 1 }
        return (0...moment.number).count { date($0) != nil }
    }

    // MARK: Candidates

    /// The first moment from this candidate on that the test accepts; nil once the series is over.
    private func moment(startingAt number: Int, in zone: Zone, where accepts: (Moment) -> Bool) -> Moment? {
        var number = max(0, number)
        while nominalDate(number) <= Self.lastDay {
            if let moment = candidate(number, in: zone) {
                guard isBeforeEnd(moment, in: zone) else { return nil }
                if accepts(moment) { return moment }
            }
            number += 1
        }
        return nil
    }

    /// The occurrence of the number, unless the policy leaves it out or the series is over by then.
    private func scheduled(_ number: Int, in zone: Zone) -> Moment? {
        guard nominalDate(number) <= Self.lastDay, let moment = candidate(number, in: zone),
            isBeforeEnd(moment, in: zone)
        else { return nil }
        return moment
    }

    private func candidate(_ number: Int, in zone: Zone) -> Moment? {
        guard let date = date(number) else { return nil }
        let wall = CivilDateTime(date, start.time)
        return Moment(instant: zone.instant(wall), wall: wall, number: number)
    }

    private func isBeforeEnd(_ moment: Moment, in zone: Zone) -> Bool {
        switch end {
        case .never: break
        case .at(let last): guard moment.instant <= last else { return false }
        case .on(let last): guard moment.wall.date <= last else { return false }
        }
        guard let maxCount else { return true }
        // Counting costs a walk only where the policy leaves dates out.
        return moment.number < maxCount || ordinal(of: moment) <= maxCount
    }

    /// An instant that no occurrence is after.
    private func latestEnd(in zone: Zone) -> Date {
        switch end {
        case .never: zone.startOfDay(Self.lastDay.adding(days: 1))
        case .at(let last): last
        case .on(let last): zone.startOfDay(min(last, Self.lastDay).adding(days: 2))
        }
    }

    /// A candidate number that is not after the first one at or after the instant.
    private func number(near instant: Date, in zone: Zone) -> Int {
        // Two days cover every offset and every gap of the clocks, the day that Samoa left out among them.
        let date = zone.civil(max(instant, Date(secondsSince1970: 0))).date.adding(days: -2)
        return max(0, number(notAfter: min(date, Self.lastDay.adding(days: 1))))
    }
}
