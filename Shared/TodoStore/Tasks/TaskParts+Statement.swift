internal import FoundationEssentials
internal import Postgres
internal import TodoCore

extension TaskParts {
    /// Reads what hangs on those rows that say they have something; nil when none does.
    ///
    /// One statement more for such a page, and none for others: beside the rows as subselects it doubles the cost of
    /// every read by key and triples that of a list.
    static func statement(for rows: PostgresRows) -> SQL? {
        var (tagged, reminded): ([UUID], [UUID]) = ([], [])
        for row in rows {
            if ShownTask.hasTags(row) { tagged.append(row.uuid(0)) }
            if ShownTask.hasReminders(row) { reminded.append(row.uuid(0)) }
        }
        return tagged.isEmpty && reminded.isEmpty ? nil : statement(tagged: tagged, reminded: reminded)
    }

    /// Tags in the order of their names, reminders in the order they were made.
    private static func statement(tagged: [UUID], reminded: [UUID]) -> SQL {
        """
        (SELECT x.task_id, g.name::text, NULL::uuid, NULL::text, NULL::timestamptz, NULL::text, NULL::bool, NULL::int,
                NULL::timestamptz, NULL::bigint, NULL::timestamptz, NULL::timestamptz
           FROM task_tags x JOIN tags g ON g.id = x.tag_id
          WHERE x.task_id = ANY(\(tagged)) ORDER BY lower(g.name), g.name)
        UNION ALL
        (SELECT task_id, NULL, id, offset_iso, remind_at, status, late, snooze_count, sent_for_due, version,
                created_at, updated_at
           FROM task_reminders WHERE task_id = ANY(\(reminded)) ORDER BY id)
        """
    }

    static func read(_ rows: PostgresRows) -> [UUID: TaskParts] {
        var parts: [UUID: TaskParts] = [:]
        for row in rows {
            if let tag = row.stringOrNil(1) {
                parts[row.uuid(0), default: .none].tags.append(tag)
            } else {
                parts[row.uuid(0), default: .none].reminders.append(Reminder(row, from: 2))
            }
        }
        return parts
    }
}

extension Reminder {
    static let columns: SQL = """
        r.id, r.offset_iso, r.remind_at, r.status, r.late, r.snooze_count, r.sent_for_due, r.version, r.created_at,
        r.updated_at
        """

    /// Reads ``columns`` from the column `first` on.
    init(_ row: PostgresRow, from first: Int) {
        let remindAt = row.dateOrNil(first + 2)
        let offset = row.stringOrNil(first + 1).flatMap(CivilDuration.init)
        let createdAt = row.date(first + 8)
        self.init(
            id: ID(rawValue: row.uuid(first)),
            trigger: offset.map { .relative($0) } ?? .absolute(remindAt ?? createdAt), remindAt: remindAt,
            status: Status(rawValue: row.string(first + 3)) ?? .cancelled, late: row.bool(first + 4),
            snoozeCount: row.int(first + 5), sentForDue: row.dateOrNil(first + 6), version: row.int(first + 7),
            createdAt: createdAt, updatedAt: row.date(first + 9))
    }
}
