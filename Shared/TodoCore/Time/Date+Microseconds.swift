public import FoundationEssentials

extension Date {
    /// Seconds between 1970-01-01 and 2001-01-01, where `Date` counts from.
    private static let referenceOffset: Int64 = 978_307_200

    /// The instant that lies this many microseconds after 1970-01-01T00:00:00Z.
    public init(microsecondsSince1970 microseconds: Int64) {
        let (seconds, fraction) = microseconds.flooredDivision(by: 1_000_000)
        self.init(
            timeIntervalSinceReferenceDate: Double(seconds - Self.referenceOffset) + Double(fraction) / 1_000_000)
    }

    /// The instant that lies this many seconds after 1970-01-01T00:00:00Z.
    init(secondsSince1970 seconds: Int64) {
        self.init(timeIntervalSinceReferenceDate: Double(seconds - Self.referenceOffset))
    }

    /// Whole microseconds since 1970-01-01T00:00:00Z, the precision of PostgreSQL and of everything we write.
    public var microsecondsSince1970: Int64 {
        let seconds = timeIntervalSinceReferenceDate.rounded(.down)
        guard seconds.magnitude < 1e12 else {
            return seconds < 0 ? -1_000_000_000_000_000_000 : 1_000_000_000_000_000_000
        }  // no Int of it
        let fraction = ((timeIntervalSinceReferenceDate - seconds) * 1_000_000).rounded()
        return (Int64(seconds) + Self.referenceOffset) * 1_000_000 + Int64(fraction)
    }

    /// Whole seconds since 1970-01-01T00:00:00Z, rounded towards the past.
    var secondsSince1970: Int64 { microsecondsSince1970.flooredDivision(by: 1_000_000).quotient }

    /// The same instant without what lies below a microsecond.
    public var inMicroseconds: Date { Date(microsecondsSince1970: microsecondsSince1970) }
}

extension BinaryInteger {
    /// Quotient rounded towards minus infinity, with its remainder, which is never negative (divisor > 0).
    func flooredDivision(by divisor: Self) -> (quotient: Self, remainder: Self) {
        let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
    }
}
