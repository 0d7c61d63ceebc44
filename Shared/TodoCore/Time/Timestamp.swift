public import FoundationEssentials

/// Instants as text: RFC 3339, read strictly and written one way.
public enum Timestamp {
    /// Instants that the database and the calendar arithmetic take: 1970-01-01Z up to, not including, 2200-01-01Z.
    public static let accepted = Date(secondsSince1970: 0)..<Date(secondsSince1970: 7_258_118_400)

    /// The instant of an RFC 3339 text with an offset; a fraction of any length is cut to microseconds.
    ///
    /// - Throws: a mistake with code `invalid-date` for any other text, for a day or time that does not exist (30
    ///   February, 24:00:00, a leap second) and for instants outside `accepted`.
    public static func parse(_ text: String) throws(FieldMistake) -> Date {
        guard let parsed = parts(text), let offset = parsed.offset else { throw .invalidDate }
        let microseconds = parsed.wall.microsecondsSince1970 - Int64(offset) * 1_000_000
        let date = Date(microsecondsSince1970: microseconds)
        guard accepted.contains(date) else { throw .invalidDate }
        return date
    }

    /// A date and time of day, with the offset in seconds where the text has one.
    static func parts(_ text: String) -> (wall: CivilDateTime, offset: Int?)? {
        var input = DigitInput(text)
        guard let date = input.date(), input.skip("T") || input.skip("t"), let hour = input.number(2),
            input.skip(":"), let minute = input.number(2), input.skip(":"), let second = input.number(2),
            let fraction = input.fraction(),
            let time = CivilTime(hour: hour, minute: minute, second: second, microsecond: fraction)
        else { return nil }
        let wall = CivilDateTime(date, time)
        if input.isAtEnd { return (wall, nil) }
        if input.skip("Z") || input.skip("z") { return input.isAtEnd ? (wall, 0) : nil }
        let negative = input.skip("-")
        guard negative || input.skip("+"), let hours = input.number(2), hours < 24, input.skip(":"),
            let minutes = input.number(2), minutes < 60, input.isAtEnd
        else { return nil }
        let offset = hours * 3600 + minutes * 60
        return (wall, negative ? -offset : offset)
    }
}

extension FieldMistake {
    static let invalidDate = FieldMistake(
        code: "invalid-date",
        detail: "must be a time with an offset, as in \"2027-03-14T09:00:00Z\", from 1970 to 2199")
}

extension Date {
    /// The instant as we write it everywhere: `2027-03-14T13:00:00Z`, with six digits of a fraction if there is one.
    public var rfc3339: String {
        let wall = CivilDateTime(microsecondsSince1970: microsecondsSince1970)
        return wall.description + "Z"
    }
}

extension CivilDateTime: CustomStringConvertible {
    /// `2027-03-14T09:00:00`, with six digits of a fraction if there is one.
    public var description: String { "\(date)T\(time)" }

    /// The value of that text, without an offset.
    public init?(_ text: String) {
        guard let parsed = Timestamp.parts(text), parsed.offset == nil else { return nil }
        self = parsed.wall
    }
}

extension CivilDate: CustomStringConvertible {
    /// `2027-03-14`.
    public var description: String { "\(year.digits(4))-\(month.digits(2))-\(day.digits(2))" }

    /// The date of exactly that form, or nil.
    public init?(_ text: String) {
        var input = DigitInput(text)
        guard let date = input.date(), input.isAtEnd else { return nil }
        self = date
    }
}

extension CivilTime: CustomStringConvertible {
    /// `09:00:00`, with six digits of a fraction if there is one.
    public var description: String {
        let whole = "\(hour.digits(2)):\(minute.digits(2)):\(second.digits(2))"
        return microsecond == 0 ? whole : "\(whole).\(microsecond.digits(6))"
    }
}

extension Int {
    /// The number with zeros before it.
    func digits(_ count: Int) -> String {
        let text = String(self)
        return String(repeating: "0", count: Swift.max(0, count - text.utf8.count)) + text
    }
}
