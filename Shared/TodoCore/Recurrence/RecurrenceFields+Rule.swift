public import JSON

extension RecurrenceFields {
    /// The types this version makes rules of.
    public static let supportedTypes = ["daily", "weekly", "monthly", "yearly"]

    /// The rule, or every mistake at once with its pointer.
    ///
    /// - Throws: codes `unsupported-recurrence-type`, `out-of-range`, `not-applicable`,
    ///   `invalid-weekday`, `invalid-month-end-policy`, `invalid-date`, `end-before-start`, `never-occurs`.
    public func rule(in zone: Zone) throws(JSONMistakes) -> RecurrenceRule {
        var mistakes = RecurrenceMistakes()
        let frequency = mistakes.collect("/recurrence_type") { () throws(FieldMistake) in try self.frequency() }
        mistakes.collect("/recurrence_interval") { () throws(FieldMistake) in try Self.check(interval, in: 1...999) }
        if let maxCount {
            mistakes.collect("/max_count") { () throws(FieldMistake) in try Self.check(maxCount, in: 1...100_000) }
        }
        mistakes.collect("/by_weekday") { () throws(FieldMistake) in _ = try weekdaySet() }
        mistakes.collect("/week_start") { () throws(FieldMistake) in _ = try weekStartDay() }
        mistakes.collect("/by_month_day") { () throws(FieldMistake) in try checkMonthDay() }
        let policy = mistakes.collect("/month_end_policy") { () throws(FieldMistake) in try self.policy() }
        let start = mistakes.collect("/start_date") { () throws(FieldMistake) in
            try SeriesTime.start(self.start, in: zone)
        }
        let end = mistakes.collect("/end_date") { () throws(FieldMistake) in try SeriesTime.end(self.end, in: zone) }
        guard mistakes.items.isEmpty, let frequency, let policy, let start, let end else {
            throw JSONMistakes(mistakes.items)
        }
        let rule = RecurrenceRule(
            frequency: frequency, interval: interval, monthEndPolicy: policy, start: start, end: end,
            maxCount: maxCount)
        try Self.check(rule, in: zone)
        return rule
    }

    private static func check(_ rule: RecurrenceRule, in zone: Zone) throws(JSONMistakes) {
        let start = zone.instant(rule.start)
        let endsBefore =
            switch rule.end {
            case .never: false
            case .at(let end): end < start
            case .on(let end): end < rule.start.date
            }
        if endsBefore {
            throw JSONMistakes([
                FieldMistake(
                    pointer: "/end_date", code: "end-before-start", detail: "must not lie before start_date")
            ])
        }
        guard rule.first(in: zone) != nil else {
            throw JSONMistakes([
                FieldMistake(pointer: "/end_date", code: "never-occurs", detail: "leaves the rule no occurrence at all")
            ])
        }
    }

    private func frequency() throws(FieldMistake) -> RecurrenceRule.Frequency {
        switch type {
        case "daily": return .daily
        case "weekly":
            // A broken set or start has its own mistake; here it only must not stop the rest.
            return .weekly(on: (try? weekdaySet()) ?? [], weekStart: (try? weekStartDay()) ?? .monday)
        case "monthly": return .monthly(day: monthDay)
        case "yearly": return .yearly
        default:
            throw FieldMistake(
                code: "unsupported-recurrence-type",
                detail: "must be one of \(Self.supportedTypes.joined(separator: ", "))")
        }
    }

    private static func check(_ value: Int, in range: ClosedRange<Int>) throws(FieldMistake) {
        guard range.contains(value) else {
            throw FieldMistake(
                code: "out-of-range", detail: "must be from \(range.lowerBound) to \(range.upperBound)")
        }
    }

    private func weekdaySet() throws(FieldMistake) -> Set<Weekday> {
        guard let weekdays else { return [] }
        guard type == "weekly" else { throw .notApplicable(to: "weekly") }
        guard !weekdays.isEmpty else { throw .invalidWeekday }
        var set: Set<Weekday> = []
        for text in weekdays {
            guard let weekday = Weekday(abbreviation: text) else { throw .invalidWeekday }
            set.insert(weekday)
        }
        return set
    }

    private func weekStartDay() throws(FieldMistake) -> Weekday {
        guard let weekStart else { return .monday }
        guard let weekday = Weekday(abbreviation: weekStart) else { throw .invalidWeekday }
        return weekday
    }

    private func checkMonthDay() throws(FieldMistake) {
        guard let monthDay else { return }
        guard type == "monthly" else { throw .notApplicable(to: "monthly") }
        guard monthDay != -1 else { return }
        guard (1...31).contains(monthDay) else {
            throw FieldMistake(code: "out-of-range", detail: "must be from 1 to 31, or -1 for the last day")
        }
    }

    private func policy() throws(FieldMistake) -> RecurrenceRule.MonthEndPolicy {
        guard let monthEndPolicy else { return .clamp }
        guard let policy = RecurrenceRule.MonthEndPolicy(rawValue: monthEndPolicy) else {
            throw FieldMistake(code: "invalid-month-end-policy", detail: "must be \"clamp\" or \"skip\"")
        }
        return policy
    }
}

/// Mistakes found so far, with their pointers.
private struct RecurrenceMistakes {
    var items: [FieldMistake] = []

    @discardableResult
    mutating func collect<T>(_ pointer: String, _ check: () throws(FieldMistake) -> T) -> T? {
        do {
            return try check()
        } catch {
            items.append(FieldMistake(pointer: pointer, code: error.code, detail: error.detail))
            return nil
        }
    }
}

extension FieldMistake {
    fileprivate static let invalidWeekday = FieldMistake(
        code: "invalid-weekday", detail: "must be of MO, TU, WE, TH, FR, SA, SU")

    fileprivate static func notApplicable(to type: String) -> FieldMistake {
        FieldMistake(code: "not-applicable", detail: "goes with recurrence_type \"\(type)\" only")
    }
}
