internal import FoundationEssentials
internal import JSON
internal import Postgres
internal import TodoCore

extension RecurringTaskStore {
    static func series(_ row: PostgresRow) -> RecurringTask {
        RecurringTask(
            id: RecurringTask.ID(rawValue: row.uuid(0)), userID: UserID(rawValue: row.uuid(1)), title: row.string(2),
            description: row.stringOrNil(3), priority: Priority(rawValue: row.int(4)) ?? .standard,
            tags: row.stringArray(5), reminders: reminders(row.bytes(6)), rule: rule(row), timezone: row.string(17),
            generation: RecurringTask.Generation(rawValue: row.string(29)) ?? .onSchedule, isAllDay: row.bool(30),
            catchUpPolicy: CatchUpPolicy(rawValue: row.string(18)) ?? .all,
            createAhead: (try? CreateAhead.parse(row.string(19))) ?? .dayStart,
            status: RecurringTask.Status(rawValue: row.string(20)) ?? .paused, pausedAt: row.dateOrNil(21),
            nextDueAt: row.dateOrNil(22), nextGenerateAt: row.dateOrNil(23), lastCreatedAt: row.dateOrNil(24),
            occurrenceCount: row.int(25), version: row.int(26), createdAt: row.date(27), updatedAt: row.date(28))
    }

    private static func rule(_ row: PostgresRow) -> RecurrenceRule {
        let frequency: RecurrenceRule.Frequency =
            switch row.string(7) {
            case "weekly":
                .weekly(
                    on: Set((row.isNull(9) ? [] : row.intArray(9)).compactMap(Weekday.init(rawValue:))),
                    weekStart: Weekday(rawValue: row.int(11)) ?? .monday)
            case "monthly": .monthly(day: row.intOrNil(10))
            case "yearly": .yearly
            default: .daily
            }
        let end: RecurrenceRule.End =
            if let day = row.stringOrNil(15).flatMap({ CivilDate($0) }) { .on(day) } else {
                row.dateOrNil(14).map { .at($0) } ?? .never
            }
        return RecurrenceRule(
            frequency: frequency, interval: row.int(8),
            monthEndPolicy: RecurrenceRule.MonthEndPolicy(rawValue: row.string(12)) ?? .clamp,
            start: CivilDateTime(microsecondsSince1970: Int64((row.double(13) * 1_000_000).rounded())), end: end,
            maxCount: row.intOrNil(16))
    }

    private static func reminders(_ json: [UInt8]) -> [CivilDuration] {
        let list = (try? JSONReader.parse(json))?.array ?? []
        return list.compactMap { $0.string.flatMap { CivilDuration($0) } }
    }
}
