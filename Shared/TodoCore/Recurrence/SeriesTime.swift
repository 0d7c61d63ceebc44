import FoundationEssentials

/// The start and end of a series as a request says them: an instant, a wall-clock value, or for the end a date.
enum SeriesTime {
    /// What the wall of the series' zone shows at the start.
    static func start(_ text: String, in zone: Zone) throws(FieldMistake) -> CivilDateTime {
        if let wall = CivilDateTime(text) {
            guard Timestamp.accepted.contains(zone.instant(wall)) else { throw mistake }
            return wall
        }
        guard let instant = try? Timestamp.parse(text) else { throw mistake }
        return zone.civil(instant)
    }

    static func end(_ text: String?, in zone: Zone) throws(FieldMistake) -> RecurrenceRule.End {
        guard let text else { return .never }
        if let date = CivilDate(text) {
            guard (1970...2199).contains(date.year) else { throw mistake }
            return .on(date)
        }
        if let instant = try? Timestamp.parse(text) { return .at(instant) }
        return .at(zone.instant(try start(text, in: zone)))
    }

    private static let mistake = FieldMistake(
        code: "invalid-date",
        detail: "must be a time from 1970 to 2199, with an offset or as the clock of the series' zone shows it")
}
