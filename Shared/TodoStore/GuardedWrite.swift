internal import FoundationEssentials
internal import Postgres
internal import TodoCore

/// What became of a guarded write.
public enum WriteOutcome: Sendable, Equatable {
    /// Everything is committed: row, events, log and, with a key, the answer.
    case saved
    /// Nothing was written: the version moved, the row is not there or not the user's, or a new row's identity is taken.
    case moved
    /// Nothing was written: the idempotency key was used before. Read what is kept under it.
    case keyUsed
}

/// One statement that writes a row together with everything that must be true at the same moment:
/// guard → idempotency key → row → what hangs on the row → outbox → event log.
///
/// It is composed of the parts that are there, one prepared statement for each shape. Nothing a client sends makes it
/// fail: a failing member would abort its batch. Conflicts are read from its answer instead.
struct GuardedWrite {
    /// `SELECT … FOR UPDATE` of the row in its expected version; nil for a new row.
    var guardRow: SQL?
    var key: IdempotencyRecord?
    /// The INSERT or UPDATE, ending with `RETURNING`; it takes a condition to put into its WHERE, empty for none.
    var row: (_ condition: SQL) -> SQL
    /// Statements that read from `t`, the row if it was written: `INSERT … SELECT … FROM t`.
    var parts: [SQL] = []
    var events: [OutboxEvent] = []
    var log: [EventLogEntry] = []

    /// The statement; it answers one row: guard found (0, 1), key written, row written.
    var statement: SQL {
        var sql: SQL = "WITH "
        if let key {
            // Only with a key: without one the row's own WHERE is guard enough.
            if let guardRow { sql += "g AS (\(guardRow)), " }
            let source: SQL = guardRow == nil ? "(SELECT 1) AS always" : "g"
            sql += "k AS (\(IdempotencyStore.insert(key, from: source))), "
        }
        sql += "t AS (\(row(key == nil ? .empty : "EXISTS (SELECT FROM k)")))"
        for (name, part) in zip(Self.partNames, parts) { sql += ", \(name) AS (\(part))" }
        if !events.isEmpty { sql += ", o AS (\(Outbox.insert(events, from: "t")))" }
        if !log.isEmpty { sql += ", l AS (\(EventLog.insert(log, from: "t")))" }
        guard key != nil else { return sql + " SELECT 1, 1, count(*) FROM t" }
        if guardRow == nil { return sql + " SELECT 1, (SELECT count(*) FROM k), (SELECT count(*) FROM t)" }
        return sql + " SELECT (SELECT count(*) FROM g), (SELECT count(*) FROM k), (SELECT count(*) FROM t)"
    }

    /// Answers a row of the statement's shape when it did commit, by the event made before it was sent.
    var committed: SQL? {
        guard let event = events.first else { return nil }
        return "SELECT 1, 1, 1 FROM outbox_events WHERE event_id = \(event.eventID)"
    }

    private static let partNames: [SQL] = ["p1", "p2", "p3", "p4"]

    static func outcome(_ rows: PostgresRows) -> WriteOutcome {
        guard let row = rows.first, row.int(0) > 0 else { return .moved }
        if row.int(1) == 0 { return .keyUsed }
        return row.int(2) > 0 ? .saved : .moved
    }
}
