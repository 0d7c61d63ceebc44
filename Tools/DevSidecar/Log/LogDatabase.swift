internal import Reactor

/// The one SQLite file: topics, groups and state, on a thread of its own, because SQLite blocks.
///
/// Appends are committed with `synchronous = FULL`: a record that was acknowledged survives a power cut. Group offsets,
/// members and state are committed with `NORMAL`: they survive `kill -9`, which leaves the page cache alone, and cost
/// no fsync each second.
actor LogDatabase {
    private static let loop = EventLoop(name: "sqlite")
    nonisolated var unownedExecutor: UnownedSerialExecutor { Self.loop.asUnownedSerialExecutor() }

    private let path: String
    private var opened: SQLiteConnection?
    private var streams: [StreamName: Int64] = [:]

    struct StreamName: Hashable, Sendable {
        let topic: String
        let partition: Int
    }

    /// A partition as the file knows it.
    struct Stream: Sendable {
        let name: StreamName
        let firstOffset: Int64
        let nextOffset: Int64
    }

    init(path: String) { self.path = path }

    /// The connection, opened and brought up to the schema at first use.
    func connection() throws(SQLiteError) -> SQLiteConnection {
        if let opened { return opened }
        let connection = try SQLiteConnection(path: path)
        for setting in ["page_size = 8192", "journal_mode = WAL", "synchronous = FULL", "wal_autocheckpoint = 4000"] {
            try connection.execute("PRAGMA \(setting)")
        }
        try connection.execute(LogSchema.text)
        opened = connection
        return connection
    }

    func close() {
        streams.removeAll()
        opened = nil
    }

    /// Every partition with its first and its next offset.
    func loadStreams() throws(SQLiteError) -> [Stream] {
        let connection = try connection()
        let rows = try connection.prepare(
            """
            SELECT id, topic, "partition", next_offset,
                   (SELECT min("offset") FROM records WHERE stream = streams.id) FROM streams
            """)
        var found: [Stream] = []
        while try rows.step() {
            let name = StreamName(topic: rows.string(1), partition: Int(rows.int(2)))
            streams[name] = rows.int(0)
            let next = rows.int(3)
            found.append(Stream(name: name, firstOffset: rows.isNull(4) ? next : rows.int(4), nextOffset: next))
        }
        rows.reset()
        return found
    }

    /// Stores records in one transaction; it returns after the commit is on disk.
    func append(_ batch: [LogRecord]) throws(SQLiteError) {
        let connection = try connection()
        try connection.transaction { () throws(SQLiteError) in
            var ends: [Int64: Int64] = [:]
            let insert = try connection.prepare(
                """
                INSERT INTO records(stream, "offset", timestamp, key, headers, value, is_event, expires_at)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?)
                """)
            var last: (topic: String, partition: Int, stream: Int64) = ("", -1, 0)
            for item in batch {
                if last.partition != item.record.partition || last.topic != item.record.topic {
                    last = (item.record.topic, item.record.partition, try stream(item.record, connection))
                }
                let stream = last.stream
                ends[stream] = item.offset + 1
                insert.reset()
                insert.bind(1, stream).bind(2, item.offset).bind(3, item.timestamp)
                if let key = item.record.key { insert.bind(4, Array(key.utf8)) }
                insert.bind(5, RecordHeaders.encode(item.record.headers)).bind(6, item.record.value)
                if case .event(let expiresAt) = item.record.form { insert.bind(7, 1).bind(8, expiresAt) }
                try insert.run()
            }
            let update = try connection.prepare("UPDATE streams SET next_offset = ? WHERE id = ?")
            for (stream, end) in ends {
                update.reset()
                try update.bind(1, end).bind(2, stream).run()
            }
        }
    }

    private func stream(_ record: NewRecord, _ connection: SQLiteConnection) throws(SQLiteError) -> Int64 {
        let name = StreamName(topic: record.topic, partition: record.partition)
        if let known = streams[name] { return known }
        try connection.prepare(
            #"INSERT INTO streams(topic, "partition", next_offset) VALUES (?, ?, 0) ON CONFLICT DO NOTHING"#
        )
        .bind(1, name.topic).bind(2, name.partition).run()
        let row = try connection.prepare(#"SELECT id FROM streams WHERE topic = ? AND "partition" = ?"#)
            .bind(1, name.topic).bind(2, name.partition)
        guard try row.step() else { return 0 }
        let id = row.int(0)
        row.reset()
        // Remembered although the transaction may fail: then the id is found again or another takes its place below.
        streams[name] = id
        return id
    }

    /// Forgets the ids of streams that a failed transaction made.
    func forgetStreams() { streams.removeAll() }

    /// At most `limit` records of a partition, from an offset on.
    func read(
        _ name: StreamName, from offset: Int64, limit: Int
    ) throws(SQLiteError) -> [LogRecord] {
        let connection = try connection()
        let rows = try connection.prepare(
            """
            SELECT "offset", timestamp, key, headers, value, is_event, expires_at FROM records
            WHERE stream = (SELECT id FROM streams WHERE topic = ? AND "partition" = ?) AND "offset" >= ?
            ORDER BY "offset" LIMIT ?
            """)
        rows.bind(1, name.topic).bind(2, name.partition).bind(3, offset).bind(4, limit)
        var found: [LogRecord] = []
        while try rows.step() {
            let record = NewRecord(
                topic: name.topic, partition: name.partition,
                key: rows.isNull(2) ? nil : String(decoding: rows.bytes(2), as: UTF8.self),
                headers: RecordHeaders.decode(rows.bytes(3)), value: rows.bytes(4),
                form: rows.int(5) == 1 ? .event(expiresAt: rows.isNull(6) ? nil : rows.int(6)) : .opaque)
            found.append(LogRecord(offset: rows.int(0), timestamp: rows.int(1), record: record))
        }
        rows.reset()
        return found
    }

    /// Deletes at most `limit` records of a topic that are older than `timestamp`; the number deleted.
    func deleteRecords(of topic: String, before timestamp: Int64, limit: Int) throws(SQLiteError) -> Int {
        let connection = try connection()
        return try bookkeeping(connection) { () throws(SQLiteError) in
            let deleted = try connection.prepare(
                """
                DELETE FROM records WHERE position IN (
                    SELECT position FROM records WHERE stream IN (SELECT id FROM streams WHERE topic = ?)
                    AND timestamp < ? LIMIT ?) RETURNING 1
                """)
            deleted.bind(1, topic).bind(2, timestamp).bind(3, limit)
            var count = 0
            while try deleted.step() { count += 1 }
            deleted.reset()
            return count
        }
    }

    /// A transaction that need not survive a power cut.
    func bookkeeping<T>(
        _ connection: SQLiteConnection, _ body: () throws(SQLiteError) -> T
    ) throws(SQLiteError) -> T {
        try connection.execute("PRAGMA synchronous = NORMAL")
        defer { try? connection.execute("PRAGMA synchronous = FULL") }
        return try connection.transaction(body)
    }
}
