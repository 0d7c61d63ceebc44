extension JSONWriter {
    /// Writes an instant as RFC 3339 in UTC, from PostgreSQL's microseconds since 2000-01-01.
    ///
    /// `"2025-03-01T09:00:00Z"`, with six digits of fraction only when there is one. Outside the years 0 to 9999, and
    /// so for PostgreSQL's infinities, there is no such text: `null`.
    public mutating func date(microseconds since2000: Int64) {
        // 0000-01-01 and 10000-01-01, counted from 2000-01-01.
        guard since2000 >= -63_113_904_000_000_000, since2000 < 252_455_616_000_000_000 else { return null() }
        reserve(32)
        comma()
        // Counted from 0000-03-01, so that the leap day ends a year; positive but for January and February of year 0.
        let microseconds = since2000 &+ 63_108_720_000_000_000 &+ 12_622_780_800_000_000
        // The second term is one cycle of 400 years, which makes all of it positive.
        let (days, rest) = microseconds.quotientAndRemainder(dividingBy: 86_400_000_000)
        let (cycle, dayOfCycle) = days.quotientAndRemainder(dividingBy: 146_097)
        let yearOfCycle =
            (dayOfCycle &- dayOfCycle / 1_460 &+ dayOfCycle / 36_524 &- dayOfCycle / 146_096) / 365
        let dayOfYear = dayOfCycle &- (365 &* yearOfCycle &+ yearOfCycle / 4 &- yearOfCycle / 100)
        let monthFromMarch = (5 &* dayOfYear &+ 2) / 153
        let day = dayOfYear &- (153 &* monthFromMarch &+ 2) / 5 &+ 1
        let month = monthFromMarch < 10 ? monthFromMarch &+ 3 : monthFromMarch &- 9
        let year = (cycle &- 1) &* 400 &+ yearOfCycle &+ (month <= 2 ? 1 : 0)
        let (seconds, fraction) = rest.quotientAndRemainder(dividingBy: 1_000_000)
        put(UInt8(ascii: "\""))
        pair(year / 100)
        pair(year % 100, then: UInt8(ascii: "-"))
        pair(month, then: UInt8(ascii: "-"))
        pair(day, then: UInt8(ascii: "T"))
        pair(seconds / 3_600, then: UInt8(ascii: ":"))
        pair(seconds / 60 % 60, then: UInt8(ascii: ":"))
        pair(seconds % 60)
        if fraction != 0 {
            put(UInt8(ascii: "."))
            pair(fraction / 10_000)
            pair(fraction / 100 % 100)
            pair(fraction % 100)
        }
        put(UInt8(ascii: "Z"))
        put(UInt8(ascii: "\""))
        pending = true
    }

    /// Two digits, and perhaps a sign behind them. Room for them has been reserved.
    @inline(__always) private mutating func pair(_ value: Int64, then sign: UInt8? = nil) {
        let (tens, ones) = value.quotientAndRemainder(dividingBy: 10)
        put(UInt8(ascii: "0") &+ UInt8(truncatingIfNeeded: tens))
        put(UInt8(ascii: "0") &+ UInt8(truncatingIfNeeded: ones))
        if let sign { put(sign) }
    }
}
