internal import FoundationEssentials

/// A time as a filter names it: an instant or a day of the user's calendar.
enum TaskFilterTime: Equatable {
    case instant(Date)
    case day(CivilDate)

    static let hint = """
        a time: 2027-01-31, 2027-01-31T09:00:00Z, now, today, start_of_week, one of these moved as in today+3d, or +3d, \
        -1w, +2h
        """

    /// `2027-01-31T09:00:00Z`, `2027-01-31`, `now`, `today`, `start_of_week`, each of these three also moved by hours (`now`
    /// only), days or weeks, and the move alone: by days or weeks from today, by hours from now.
    ///
    /// - Returns: nil for any other text and for what is not within 1970 to 2199.
    init?(_ text: String, _ context: TaskFilterContext) {
        if let date = try? Timestamp.parse(text) {
            self = .instant(date)
        } else if let day = CivilDate(text) {
            self = .day(day)
        } else if let time = Self.relative(text.lowercased(), context) {
            self = time
        } else {
            return nil
        }
        switch self {
        case .instant(let date): guard Timestamp.accepted.contains(date) else { return nil }
        case .day(let day): guard (1970..<2200).contains(day.year) else { return nil }
        }
    }

    private static func relative(_ text: String, _ context: TaskFilterContext) -> TaskFilterTime? {
        let anchors: [(name: String, time: TaskFilterTime)] = [
            ("now", .instant(context.now)), ("today", .day(context.today)),
            ("start_of_week", .day(context.startOfWeek)),
        ]
        guard let anchor = anchors.first(where: { text.hasPrefix($0.name) }) else {
            // A + that nobody encoded in the address arrives as a space, and is gone.
            guard let move = Move(text, isSigned: false) else { return nil }
            let start: TaskFilterTime = move.isExact ? .instant(context.now) : .day(context.today)
            return start.moved(move, context.zone)
        }
        let rest = text.dropFirst(anchor.name.count)
        guard !rest.isEmpty else { return anchor.time }
        return Move(String(rest), isSigned: true).flatMap { anchor.time.moved($0, context.zone) }
    }

    private func moved(_ move: Move, _ zone: Zone) -> TaskFilterTime? {
        switch self {
        case .instant(let date): .instant(zone.adding(move.duration, to: date))
        case .day(let day): move.isExact ? nil : .day(day.adding(days: move.duration.days))
        }
    }

    /// `+3d`, `-1w`, `+2h`: at most ten years.
    private struct Move {
        let duration: CivilDuration
        /// By hours.
        let isExact: Bool

        init?(_ text: String, isSigned: Bool) {
            var input = DigitInput(text)
            let isNegative = input.skip("-")
            guard isNegative || input.skip("+") || !isSigned, let number = input.number(), number <= 87_840 else {
                return nil
            }
            let amount = isNegative ? -number : number
            let days = input.skip("w") ? amount * 7 : input.skip("d") ? amount : nil
            guard days != nil || input.skip("h"), input.isAtEnd, abs(days ?? 0) <= 3_660 else { return nil }
            duration = CivilDuration(days: days ?? 0, seconds: days == nil ? amount * 3_600 : 0)
            isExact = days == nil
        }
    }
}
