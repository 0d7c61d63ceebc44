public import FoundationEssentials

/// The rules of one time zone: which offset its clocks show at which instant, and back.
///
/// Read from the bytes of a TZif file, version 2 or later (RFC 9636): its transitions, and for every instant after the
/// last one the POSIX rule in the file's footer. A value without a clock or files; a class because it is shared.
public final class Zone: Sendable {
    /// One way the zone's clocks have been set.
    public struct LocalType: Hashable, Sendable {
        /// Seconds to add to UTC.
        public let offset: Int
        /// Whether tzdata calls it daylight saving time.
        public let isDaylightSaving: Bool
        /// As in `EST`, or `+1030` where there is none.
        public let abbreviation: String
    }

    /// What a wall-clock value means in the zone.
    public enum Meaning: Equatable, Sendable {
        case unique(Date)
        /// The clocks skip this value. `date` is the instant with the offset in force before the gap, where the clock
        /// shows the value moved forward by the gap's length; `transition` is the instant the gap begins.
        case gap(date: Date, transition: Date)
        /// The clocks show this value twice.
        case overlap(first: Date, second: Date)
    }

    /// The name it was asked for by, as in `Europe/London`.
    public let name: String
    private let table: TransitionTable

    /// The zone of a TZif file's bytes.
    ///
    /// - Throws: `ZoneError` for bytes that are not a TZif file of version 2 or later, or one that counts leap seconds.
    public convenience init(name: String, tzif: [UInt8]) throws(ZoneError) {
        self.init(name: name, table: try TransitionTable(tzif: tzif))
    }

    init(name: String, table: TransitionTable) {
        self.name = name
        self.table = table
    }

    /// The same rules under another name, as links have it.
    func named(_ name: String) -> Zone { Zone(name: name, table: table) }

    /// UTC, which needs no file.
    public static let utc = Zone(
        name: "UTC", table: .fixed(LocalType(offset: 0, isDaylightSaving: false, abbreviation: "UTC")))

    /// What the zone's clocks are set to at the instant.
    public func localType(at date: Date) -> LocalType { table.localType(at: date.secondsSince1970) }

    /// Seconds to add to UTC at the instant.
    public func offset(at date: Date) -> Int { localType(at: date).offset }

    /// The next change of the zone's clocks after the instant; nil when there is none.
    public func transition(after date: Date) -> Date? {
        table.transition(after: date.secondsSince1970).map(Date.init(secondsSince1970:))
    }

    /// What the zone's calendars and clocks show at the instant.
    public func civil(_ date: Date) -> CivilDateTime {
        CivilDateTime(microsecondsSince1970: date.microsecondsSince1970 + Int64(offset(at: date)) * 1_000_000)
    }

    /// The one instant of a wall-clock value: in a gap with the offset before it, in an overlap the first of the two
    /// (RFC 5545, 3.3.5).
    public func instant(_ wall: CivilDateTime) -> Date {
        let microseconds = wall.microsecondsSince1970
        let seconds = microseconds.flooredDivision(by: 1_000_000).quotient
        return Date(microsecondsSince1970: microseconds - Int64(table.offset(ofWall: seconds)) * 1_000_000)
    }

    /// The wall-clock value's meaning, told apart.
    public func meaning(of wall: CivilDateTime) -> Meaning {
        let first = instant(wall)
        let shown = civil(first)
        if shown == wall {
            let seconds = first.secondsSince1970
            guard let next = table.transition(after: seconds) else { return .unique(first) }
            let lost = Int64(table.localType(at: next - 1).offset - table.localType(at: next).offset) * 1_000_000
            let second = Date(microsecondsSince1970: first.microsecondsSince1970 + lost)
            return lost > 0 && civil(second) == wall ? .overlap(first: first, second: second) : .unique(first)
        }
        let transition = table.transition(notAfter: first.secondsSince1970)
        return .gap(date: first, transition: transition.map(Date.init(secondsSince1970:)) ?? first)
    }

    /// The first instant of the local day; where its midnight is skipped, the end of the gap.
    public func startOfDay(_ day: CivilDate) -> Date {
        switch meaning(of: CivilDateTime(day)) {
        case .unique(let date), .overlap(let date, _): date
        case .gap(_, let transition): transition
        }
    }

    /// The instant with whole days added on the wall and seconds added exactly, in this order.
    public func adding(_ duration: CivilDuration, to date: Date) -> Date {
        let shifted = duration.days == 0 ? date : instant(civil(date).adding(days: duration.days))
        return duration.seconds == 0
            ? shifted
            : Date(microsecondsSince1970: shifted.microsecondsSince1970 + Int64(duration.seconds) * 1_000_000)
    }
}

/// Why bytes are not a zone.
public enum ZoneError: Error, Equatable, Sendable {
    case notTZif
    /// Version 1 files have no 64-bit times and no rule for later years.
    case version1
    case truncated
    /// The file counts leap seconds (a `right/` zone), which civil time here does not.
    case leapSeconds
    case malformed(String)
}
