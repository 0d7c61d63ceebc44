internal import FoundationEssentials

/// PostgreSQL's time: microseconds since 2000-01-01 00:00 UTC.
enum PostgresTime {
    /// From 2000-01-01 to 2001-01-01, where Foundation's reference date lies: 366 days.
    private static let toReferenceDate = 31_622_400.0
    /// 4714-11-24 BC and 294277-01-01 AD, what `timestamptz` can hold.
    private static let range = -211_813_488_000_000_000..<9_223_371_331_200_000_000 as Range<Int64>

    /// Nil for what is not a time or lies outside of `timestamptz`.
    static func microseconds(of date: Date) -> Int64? {
        let exact = ((date.timeIntervalSinceReferenceDate + toReferenceDate) * 1_000_000).rounded()
        guard let microseconds = Int64(exactly: exact), range.contains(microseconds) else { return nil }
        return microseconds
    }

    /// `infinity` and `-infinity` become the distant future and past.
    static func date(microseconds: Int64) -> Date {
        switch microseconds {
        case .max: .distantFuture
        case .min: .distantPast
        default: Date(timeIntervalSinceReferenceDate: Double(microseconds) / 1_000_000 - toReferenceDate)
        }
    }
}
