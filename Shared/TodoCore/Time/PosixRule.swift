/// The rule of a POSIX TZ string, as in `EST5EDT,M3.2.0,M11.1.0`: what a zone does in every year after its transitions.
struct PosixRule: Sendable {
    /// A day of each year and a time on it, in seconds of that day's wall clock, possibly outside the day.
    struct YearDay: Sendable, Equatable {
        enum Day: Sendable, Equatable {
            /// `Jn`: 1 to 365, 29 February is never counted.
            case julian(Int)
            /// `n`: 0 to 365, 29 February is counted.
            case zeroBased(Int)
            /// `Mm.w.d`: the w-th weekday d (0 is Sunday) of the month, w = 5 for the last.
            case weekday(month: Int, week: Int, day: Int)
        }

        let day: Day
        let time: Int

        /// Seconds since 1970 of the wall clock.
        func wallSeconds(in year: Int) -> Int64 {
            Int64(dayNumber(in: year)) * 86_400 + Int64(time)
        }

        private func dayNumber(in year: Int) -> Int {
            let newYear = PosixRule.dayNumber(year, 1)
            switch day {
            case .julian(let number):
                return newYear + number - 1 + (CivilDate.isLeap(year) && number >= 60 ? 1 : 0)
            case .zeroBased(let number):
                return newYear + number
            case .weekday(let month, let week, let day):
                let first = PosixRule.dayNumber(year, month)
                // Day 0 of 1970 was a Thursday, 4 when Sunday is 0.
                let skip = (day - (first + 4) % 7 + 14) % 7
                let wanted = first + skip + (week - 1) * 7
                return wanted < first + CivilDate.daysInMonth(month, of: year) ? wanted : wanted - 7
            }
        }
    }

    let standard: Zone.LocalType
    let daylight: Zone.LocalType?
    let start: YearDay
    let end: YearDay

    /// The rule without a change of the clocks.
    init(standard: Zone.LocalType) {
        self.standard = standard
        daylight = nil
        start = YearDay(day: .zeroBased(0), time: 0)
        end = start
    }

    init(standard: Zone.LocalType, daylight: Zone.LocalType, start: YearDay, end: YearDay) {
        self.standard = standard
        self.daylight = daylight
        self.start = start
        self.end = end
    }

    func localType(at seconds: Int64) -> Zone.LocalType {
        guard let daylight else { return standard }
        let year = Self.year(of: seconds)
        let startTime = start.wallSeconds(in: year) - Int64(standard.offset)
        let endTime = end.wallSeconds(in: year) - Int64(daylight.offset)
        return Self.isBetween(seconds, startTime, endTime) ? daylight : standard
    }

    /// As `TransitionTable.offset(ofWall:)`: each change counts once the wall shows the later of its two readings.
    func offset(ofWall wall: Int64) -> Int {
        guard let daylight else { return standard.offset }
        let year = Self.year(of: wall)
        let gain = Int64(daylight.offset - standard.offset)
        let startWall = start.wallSeconds(in: year) + max(gain, 0)
        let endWall = end.wallSeconds(in: year) + max(-gain, 0)
        return Self.isBetween(wall, startWall, endWall) ? daylight.offset : standard.offset
    }

    func transition(after seconds: Int64) -> Int64? {
        transitions(around: seconds).first { $0 > seconds }
    }

    func transition(notAfter seconds: Int64) -> Int64? {
        transitions(around: seconds).last { $0 <= seconds }
    }

    private func transitions(around seconds: Int64) -> [Int64] {
        guard let daylight else { return [] }
        let year = Self.year(of: seconds)
        return (year - 1...year + 1).flatMap { year in
            [
                start.wallSeconds(in: year) - Int64(standard.offset),
                end.wallSeconds(in: year) - Int64(daylight.offset),
            ]
        }.sorted()
    }

    /// Whether daylight saving holds: between start and end, or outside end and start in the southern half of the year.
    private static func isBetween(_ value: Int64, _ start: Int64, _ end: Int64) -> Bool {
        start < end ? (start <= value && value < end) : !(end <= value && value < start)
    }

    private static func year(of seconds: Int64) -> Int {
        CivilDate(dayNumber: Int(seconds.flooredDivision(by: 86_400).quotient)).year
    }

    static func dayNumber(_ year: Int, _ month: Int) -> Int {
        // 1 January 1970 is day 0; any month's first day is a valid date from year 1 on.
        CivilDate(year: min(max(year, 1), 9999), month: month, day: 1)?.dayNumber ?? 0
    }
}
