/// The state store: what `state.redis` keeps in a hash per key, with its rules about versions.
extension LogDatabase {
    struct StateValue: Sendable, Equatable {
        let data: [UInt8]
        let version: Int64
    }

    enum StateOperation: Sendable {
        /// `expected` 0 is no ETag. `ttlSeconds` nil keeps what is there, 0 or less takes it away.
        case set(key: String, data: [UInt8], expected: Int64, firstWrite: Bool, ttlSeconds: Int64?)
        /// `expected` nil deletes whatever the version.
        case delete(key: String, expected: Int64?)
    }

    func state(_ key: String, now: Int64) throws(SQLiteError) -> StateValue? {
        let row = try connection().prepare(
            "SELECT data, version FROM state WHERE key = ? AND (expires_at IS NULL OR expires_at > ?)")
        row.bind(1, key).bind(2, now)
        defer { row.reset() }
        guard try row.step() else { return nil }
        return StateValue(data: row.bytes(0), version: row.int(1))
    }

    /// Carries the operations out in one go; for each whether its condition held. As with redis, one that fails does
    /// not undo the others.
    func apply(_ operations: [StateOperation], now: Int64) throws(SQLiteError) -> [Bool] {
        let connection = try connection()
        return try bookkeeping(connection) { () throws(SQLiteError) in
            var held: [Bool] = []
            for operation in operations { held.append(try apply(operation, now: now, connection)) }
            return held
        }
    }

    private func apply(
        _ operation: StateOperation, now: Int64, _ connection: SQLiteConnection
    ) throws(SQLiteError) -> Bool {
        switch operation {
        case .set(let key, let data, let expected, let firstWrite, let ttl):
            let old = try row(key, now: now, connection)
            if let old, old.version != expected, expected != 0 || old.firstWrite { return false }
            let upsert = try connection.prepare(
                """
                INSERT INTO state(key, data, version, first_write, expires_at) VALUES (?, ?, ?, ?, ?)
                ON CONFLICT DO UPDATE SET data = excluded.data, version = excluded.version,
                    first_write = excluded.first_write, expires_at = excluded.expires_at
                """)
            upsert.bind(1, key).bind(2, data).bind(3, (old?.version ?? 0) + 1)
            upsert.bind(4, firstWrite || old?.firstWrite == true ? 1 : 0)
            // Without a time to live redis keeps the one the key has.
            try upsert.bind(5, ttl.map { $0 > 0 ? now + $0 * 1000 : nil } ?? old?.expiresAt).run()
            return true
        case .delete(let key, let expected):
            if let expected, let old = try row(key, now: now, connection), old.version != expected { return false }
            try connection.prepare("DELETE FROM state WHERE key = ?").bind(1, key).run()
            return true
        }
    }

    private struct StateRow {
        let version: Int64
        let firstWrite: Bool
        let expiresAt: Int64?
    }

    private func row(_ key: String, now: Int64, _ connection: SQLiteConnection) throws(SQLiteError) -> StateRow? {
        let row = try connection.prepare("SELECT version, first_write, expires_at FROM state WHERE key = ?")
        row.bind(1, key)
        defer { row.reset() }
        guard try row.step() else { return nil }
        let expiresAt = row.isNull(2) ? nil : row.int(2)
        // An expired key is as one that was never written.
        if let expiresAt, expiresAt <= now { return nil }
        return StateRow(version: row.int(0), firstWrite: row.int(1) == 1, expiresAt: expiresAt)
    }
}
