/// How often a task comes again, in words: `daily`, `weekdays`, `every 2 weeks`.
///
/// It names the kind of a rule; the series that the task belongs to has the whole of it.
public enum RecurrencePattern: Hashable, Sendable {
    /// What is counted.
    public enum Unit: String, CaseIterable, Sendable {
        case day, week, month, year

        /// The word for every single one.
        fileprivate var adverb: String {
            switch self {
            case .day: "daily"
            case .week: "weekly"
            case .month: "monthly"
            case .year: "yearly"
            }
        }
    }

    /// Every so many of a unit, 1 to 999.
    case every(Int, Unit)
    /// Monday to Friday.
    case weekdays

    private static let workdays: Set<Weekday> = [.monday, .tuesday, .wednesday, .thursday, .friday]

    /// The pattern that comes nearest to a rule.
    public init(_ rule: RecurrenceRule) {
        switch rule.frequency {
        case .daily: self = .every(rule.interval, .day)
        case .weekly(Self.workdays, _) where rule.interval == 1: self = .weekdays
        case .weekly: self = .every(rule.interval, .week)
        case .monthly: self = .every(rule.interval, .month)
        case .yearly: self = .every(rule.interval, .year)
        }
    }

    /// The rule that counts from what the wall shows at the start.
    public func rule(startingAt start: CivilDateTime) -> RecurrenceRule {
        switch self {
        case .weekdays:
            return RecurrenceRule(frequency: .weekly(on: Self.workdays, weekStart: .monday), start: start)
        case .every(let interval, let unit):
            let frequency: RecurrenceRule.Frequency =
                switch unit {
                case .day: .daily
                case .week: .weekly(on: [], weekStart: .monday)
                case .month: .monthly(day: nil)
                case .year: .yearly
                }
            return RecurrenceRule(frequency: frequency, interval: interval, start: start)
        }
    }

    /// The pattern of a text: `daily`, `weekly`, `monthly`, `yearly`, `weekdays`, or `every` with a
    /// number and a unit (`every 2 weeks`), with a unit alone (`every month`, `every weekday`) or with `other`.
    ///
    /// - Throws: a mistake with code `unknown-recurrence-pattern`.
    public static func parse(_ text: String) throws(FieldMistake) -> RecurrencePattern {
        guard let pattern = RecurrencePattern(text) else {
            throw FieldMistake(
                code: "unknown-recurrence-pattern",
                detail: "must be daily, weekdays, weekly, monthly, yearly, or as in \"every 2 weeks\"")
        }
        return pattern
    }

    /// The pattern of a text that `parse` takes, else nil.
    public init?(_ text: String) {
        let words = text.split(separator: " ", omittingEmptySubsequences: false).map(String.init)
        switch words.count {
        case 1:
            if words[0] == "weekdays" {
                self = .weekdays
            } else if let unit = Unit.allCases.first(where: { $0.adverb == words[0] }) {
                self = .every(1, unit)
            } else {
                return nil
            }
        case 2 where words == ["every", "weekday"]: self = .weekdays
        case 2 where words[0] == "every":
            guard let unit = Unit(rawValue: words[1]) else { return nil }
            self = .every(1, unit)
        case 3 where words[0] == "every":
            let isPlural = words[2].hasSuffix("s") && words[1] != "other"
            let isNumber = words[1].utf8.first.map { (UInt8(ascii: "1")...UInt8(ascii: "9")).contains($0) } ?? false
            guard let interval = isNumber ? Int(words[1]) : words[1] == "other" ? 2 : nil, interval <= 999,
                let unit = Unit(rawValue: isPlural ? String(words[2].dropLast()) : words[2])
            else { return nil }
            self = .every(interval, unit)
        default: return nil
        }
    }
}

extension RecurrencePattern: CustomStringConvertible {
    /// The text in JSON and in `tasks.recurrence_pattern`.
    public var description: String {
        switch self {
        case .weekdays: "weekdays"
        case .every(1, let unit): unit.adverb
        case .every(let interval, let unit): "every \(interval) \(unit.rawValue)s"
        }
    }
}
