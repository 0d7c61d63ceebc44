import FoundationEssentials

/// Dates and times in words, from tables of our own: the formatters of Foundation are not in the shipped binaries.
struct CalendarText {
    let language: Language
    let zone: Zone

    /// `Sunday, 14 March 2027, 09:00 (America/New_York)`.
    func text(_ date: Date) -> String {
        let wall = zone.civil(date)
        let time = "\(wall.time.hour.digits(2)):\(wall.time.minute.digits(2))"
        return "\(text(wall.date))\(comma)\(time) (\(zone.name))"
    }

    /// `Sunday, 14 March 2027`.
    func text(_ day: CivilDate) -> String {
        "\(weekday(day.weekday))\(comma)\(day.day) \(month(day.month)) \(day.year)"
    }

    /// The instant or the day.
    func text(_ due: Due) -> String {
        due.allDay.map { text($0.on) } ?? text(due.instant)
    }

    private var comma: String { language == .urdu ? "، " : ", " }

    private func weekday(_ day: Weekday) -> String {
        switch language {
        case .english:
            ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"][day.rawValue - 1]
        case .urdu: ["پیر", "منگل", "بدھ", "جمعرات", "جمعہ", "ہفتہ", "اتوار"][day.rawValue - 1]
        }
    }

    private func month(_ month: Int) -> String {
        switch language {
        case .english:
            [
                "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
                "November", "December",
            ][month - 1]
        case .urdu:
            [
                "جنوری", "فروری", "مارچ", "اپریل", "مئی", "جون", "جولائی", "اگست", "ستمبر", "اکتوبر", "نومبر", "دسمبر",
            ][month - 1]
        }
    }
}
