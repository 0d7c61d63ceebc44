extension RecurrenceRule {
    /// The date of the numbered candidate; nil when the month lacks the day and the policy leaves it out.
    func date(_ number: Int) -> CivilDate? {
        let date = nominalDate(number)
        guard mayLeaveOut, let day = wantedDay, date.day != day else { return date }
        return nil
    }

    /// The date of the numbered candidate, clamped to its month whatever the policy.
    func nominalDate(_ number: Int) -> CivilDate {
        switch frequency {
        case .daily:
            return start.date.adding(days: number * interval)
        case .weekly(let weekdays, let weekStart):
            let week = Week(weekdays, weekStart, start: start.date)
            let (weeks, place) = (number + week.skipped).quotientAndRemainder(dividingBy: week.distances.count)
            return week.start.adding(days: weeks * interval * 7 + week.distances[place])
        case .monthly(let day):
            return monthDate((number + firstMonth(day)) * interval, day: day ?? start.date.day)
        case .yearly:
            return monthDate(number * interval * 12, day: start.date.day)
        }
    }

    /// A candidate number whose date is not after the given one, or 0; at most a few before the last such number.
    func number(notAfter date: CivilDate) -> Int {
        let days = date.dayNumber - start.date.dayNumber
        let months = (date.year - start.date.year) * 12 + date.month - start.date.month
        switch frequency {
        case .daily:
            return days.flooredDivision(by: interval).quotient
        case .weekly(let weekdays, let weekStart):
            let week = Week(weekdays, weekStart, start: start.date)
            let weeks = (date.dayNumber - week.start.dayNumber).flooredDivision(by: 7 * interval).quotient
            return weeks * week.distances.count - week.skipped
        case .monthly(let day):
            return months.flooredDivision(by: interval).quotient - firstMonth(day) - 1
        case .yearly:
            return months.flooredDivision(by: interval * 12).quotient - 1
        }
    }

    /// Whether there are numbers without an occurrence.
    var mayLeaveOut: Bool {
        monthEndPolicy == .skip && (wantedDay ?? 0) > 28
    }

    /// The day of the month the rule asks for, where it asks for one.
    private var wantedDay: Int? {
        switch frequency {
        case .daily, .weekly: nil
        case .monthly(let day): day == -1 ? nil : day ?? start.date.day
        case .yearly: start.date.day
        }
    }

    /// 1 when the wanted day of the anchor's month lies before the anchor, else 0.
    private func firstMonth(_ day: Int?) -> Int {
        guard let day, day != -1 else { return 0 }
        return min(day, start.date.lastDayOfMonth) < start.date.day ? 1 : 0
    }

    /// The day (-1 for the last) of the month this many months after the anchor's.
    private func monthDate(_ months: Int, day: Int) -> CivilDate {
        let firstOfMonth = start.date.adding(days: 1 - start.date.day).adding(months: months)
        let last = firstOfMonth.lastDayOfMonth
        return firstOfMonth.adding(days: (day == -1 ? last : min(day, last)) - 1)
    }
}

/// The week of the anchor, and which of its days a rule wants.
private struct Week {
    /// The first day of the anchor's week.
    let start: CivilDate
    /// Days after the week's start, rising.
    let distances: [Int]
    /// How many wanted days of that week lie before the anchor.
    let skipped: Int

    init(_ weekdays: Set<Weekday>, _ weekStart: Weekday, start anchor: CivilDate) {
        let passed = anchor.weekday.distance(from: weekStart)
        start = anchor.adding(days: -passed)
        let wanted = weekdays.isEmpty ? [anchor.weekday] : weekdays
        distances = wanted.map { $0.distance(from: weekStart) }.sorted()
        skipped = distances.count { $0 < passed }
    }
}
