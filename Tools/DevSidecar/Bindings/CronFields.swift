/// The six fields of a cron schedule as sets of numbers.
struct CronFields: Sendable, Equatable {
    private var seconds: UInt64 = 0
    private var minutes: UInt64 = 0
    private var hours: UInt64 = 0
    private var days: UInt64 = 0
    private var months: UInt64 = 0
    private var weekdays: UInt64 = 0
    private var restrictsDays = false
    private var restrictsWeekdays = false

    private static let monthNames = [
        "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
    ]
    private static let dayNames = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"]

    init(_ words: [String]) throws(CronSchedule.Invalid) {
        seconds = try Self.set(words[0], 0...59)
        minutes = try Self.set(words[1], 0...59)
        hours = try Self.set(words[2], 0...23)
        days = try Self.set(words[3], 1...31)
        months = try Self.set(words[4], 1...12, names: Self.monthNames)
        weekdays = try Self.set(words[5], 0...6, names: Self.dayNames)
        restrictsDays = !Self.isStar(words[3])
        restrictsWeekdays = !Self.isStar(words[5])
    }

    private static func isStar(_ word: String) -> Bool { word.hasPrefix("*") || word.hasPrefix("?") }

    private static func set(
        _ word: String, _ range: ClosedRange<Int>, names: [String] = []
    ) throws(CronSchedule.Invalid) -> UInt64 {
        var bits: UInt64 = 0
        for part in word.split(separator: ",", omittingEmptySubsequences: false) {
            let sides = part.split(separator: "/", omittingEmptySubsequences: false)
            let step = sides.count == 2 ? Int(sides[1]) ?? 0 : 1
            guard sides.count <= 2, step > 0 else { throw .init(description: "bad step in \(word)") }
            let ends = sides[0].split(separator: "-", omittingEmptySubsequences: false)
            var first = range.lowerBound
            var last = range.upperBound
            if sides[0] != "*", sides[0] != "?" {
                guard ends.count <= 2, let from = number(ends[0], range, names) else {
                    throw .init(description: "bad value in \(word)")
                }
                first = from
                // A single value with a step runs to the end.
                last =
                    ends.count == 2 ? number(ends[1], range, names) ?? -1 : sides.count == 2 ? range.upperBound : from
            }
            guard range.contains(first), range.contains(last), first <= last else {
                throw .init(description: "\(word) is outside \(range)")
            }
            for value in stride(from: first, through: last, by: step) { bits |= 1 << UInt64(value) }
        }
        return bits
    }

    private static func number(_ text: Substring, _ range: ClosedRange<Int>, _ names: [String]) -> Int? {
        if let index = names.firstIndex(of: text.lowercased()) { return index + range.lowerBound }
        return Int(text)
    }

    /// Seconds to the next candidate: 0 when the local second matches.
    func step(at local: Int64) -> Int64 {
        let second = local % 86_400
        let day = local / 86_400
        guard matchesDay(day) else { return 86_400 - second }
        guard has(hours, second / 3600) else { return 3600 - second % 3600 }
        guard has(minutes, second % 3600 / 60) else { return 60 - second % 60 }
        return has(seconds, second % 60) ? 0 : 1
    }

    private func has(_ bits: UInt64, _ value: Int64) -> Bool { bits & (1 << UInt64(value)) != 0 }

    private func matchesDay(_ daysSince1970: Int64) -> Bool {
        let date = Self.civil(daysSince1970)
        guard has(months, date.month) else { return false }
        let day = has(days, date.day)
        let weekday = has(weekdays, (daysSince1970 + 4) % 7)
        // Both restricted: either will do.
        return restrictsDays && restrictsWeekdays ? day || weekday : day && weekday
    }

    /// Month and day of the proleptic Gregorian calendar, for days since 1970.
    private static func civil(_ days: Int64) -> (month: Int64, day: Int64) {
        let shifted = days + 719_468
        let era = shifted / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
        return (shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9, day)
    }
}
