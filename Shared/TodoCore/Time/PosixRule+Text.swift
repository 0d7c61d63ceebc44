extension PosixRule {
    /// The rule of a TZif footer's text.
    init(_ text: ArraySlice<UInt8>) throws(ZoneError) {
        var input = PosixInput(bytes: text)
        let standardName = try input.name()
        let standard = Zone.LocalType(
            offset: -(try input.time()), isDaylightSaving: false, abbreviation: standardName)
        guard !input.bytes.isEmpty else {
            self.init(standard: standard)
            return
        }
        let daylightName = try input.name()
        let offset = input.isAt(",") ? standard.offset + 3600 : -(try input.time())
        let daylight = Zone.LocalType(offset: offset, isDaylightSaving: true, abbreviation: daylightName)
        try input.expect(",")
        let start = try input.yearDay()
        try input.expect(",")
        let end = try input.yearDay()
        guard input.bytes.isEmpty else { throw .malformed("footer") }
        self.init(standard: standard, daylight: daylight, start: start, end: end)
    }
}

/// What is left to read of a POSIX TZ string.
private struct PosixInput {
    var bytes: ArraySlice<UInt8>

    func isAt(_ character: Unicode.Scalar) -> Bool { bytes.first == UInt8(ascii: character) }

    mutating func expect(_ character: Unicode.Scalar) throws(ZoneError) {
        guard isAt(character) else { throw .malformed("footer") }
        bytes.removeFirst()
    }

    /// `EST` or `<+1030>`.
    mutating func name() throws(ZoneError) -> String {
        let quoted = isAt("<")
        if quoted { bytes.removeFirst() }
        let name = bytes.prefix { byte in
            quoted ? byte != UInt8(ascii: ">") : (byte | 0x20 >= UInt8(ascii: "a") && byte | 0x20 <= UInt8(ascii: "z"))
        }
        bytes = bytes.dropFirst(name.count)
        if quoted { try expect(">") }
        guard !name.isEmpty else { throw .malformed("footer") }
        return String(decoding: name, as: UTF8.self)
    }

    mutating func number() throws(ZoneError) -> Int {
        let digits = bytes.prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        guard (1...4).contains(digits.count) else { throw .malformed("footer") }
        bytes = bytes.dropFirst(digits.count)
        return digits.reduce(0) { $0 * 10 + Int($1 - UInt8(ascii: "0")) }
    }

    /// `[+-]hh[:mm[:ss]]` in seconds; hours up to 167 (RFC 9636, 3.3.1).
    mutating func time() throws(ZoneError) -> Int {
        let negative = isAt("-")
        if negative || isAt("+") { bytes.removeFirst() }
        var seconds = try number() * 3600
        for unit in [60, 1] where isAt(":") {
            bytes.removeFirst()
            seconds += try number() * unit
        }
        return negative ? -seconds : seconds
    }

    mutating func yearDay() throws(ZoneError) -> PosixRule.YearDay {
        let day: PosixRule.YearDay.Day
        if isAt("J") {
            bytes.removeFirst()
            day = .julian(try number())
        } else if isAt("M") {
            bytes.removeFirst()
            let month = try number()
            try expect(".")
            let week = try number()
            try expect(".")
            day = .weekday(month: month, week: week, day: try number())
            guard (1...12).contains(month), (1...5).contains(week) else { throw .malformed("footer") }
        } else {
            day = .zeroBased(try number())
        }
        guard isAt("/") else { return PosixRule.YearDay(day: day, time: 7200) }
        bytes.removeFirst()
        return PosixRule.YearDay(day: day, time: try time())
    }
}
