/// A date of the proleptic Gregorian calendar, years 1 to 9999, without a zone; all by integer arithmetic.
public struct CivilDate: Hashable, Sendable, Comparable {
    /// 1 to 9999.
    public let year: Int
    /// 1 to 12.
    public let month: Int
    /// 1 to the last of the month.
    public let day: Int

    /// The date, or nil where there is no such day.
    public init?(year: Int, month: Int, day: Int) {
        guard (1...9999).contains(year), (1...12).contains(month), day >= 1,
            day <= Self.daysInMonth(month, of: year)
        else { return nil }
        self.init(checkedYear: year, month: month, day: day)
    }

    private init(checkedYear year: Int, month: Int, day: Int) {
        self.year = year
        self.month = month
        self.day = day
    }

    /// The date that lies this many days after 1970-01-01.
    public init(dayNumber: Int) {
        // Years are counted from 1 March, so that the leap day is the last of its year; 146,097 days are 400 years.
        let shifted = dayNumber + 719_468
        let (era, dayOfEra) = shifted.flooredDivision(by: 146_097)
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthFromMarch = (5 * dayOfYear + 2) / 153
        let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
        self.init(
            checkedYear: yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month: month,
            day: dayOfYear - (153 * monthFromMarch + 2) / 5 + 1)
    }

    /// Days since 1970-01-01, negative before.
    public var dayNumber: Int {
        let shiftedYear = month <= 2 ? year - 1 : year
        let (era, yearOfEra) = shiftedYear.flooredDivision(by: 400)
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }

    /// Its day of the week.
    public var weekday: Weekday {
        // 1970-01-01 was a Thursday; the remainder is 0 for Mondays.
        Weekday(rawValue: (dayNumber + 3).flooredDivision(by: 7).remainder + 1) ?? .monday
    }

    /// Whether the year has a 29 February.
    public static func isLeap(_ year: Int) -> Bool {
        year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
    }

    /// How many days the month (1 to 12) of the year has.
    public static func daysInMonth(_ month: Int, of year: Int) -> Int {
        switch month {
        case 2: isLeap(year) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    /// The last day of the date's month.
    public var lastDayOfMonth: Int { Self.daysInMonth(month, of: year) }

    public static func < (left: CivilDate, right: CivilDate) -> Bool {
        (left.year, left.month, left.day) < (right.year, right.month, right.day)
    }

    /// The date this many days later.
    public func adding(days: Int) -> CivilDate { CivilDate(dayNumber: dayNumber + days) }

    /// The date this many months later; a day the month does not have becomes its last one.
    public func adding(months: Int) -> CivilDate {
        let (year, zeroBasedMonth) = (self.year * 12 + month - 1 + months).flooredDivision(by: 12)
        let last = Self.daysInMonth(zeroBasedMonth + 1, of: year)
        return CivilDate(checkedYear: year, month: zeroBasedMonth + 1, day: min(day, last))
    }
}
