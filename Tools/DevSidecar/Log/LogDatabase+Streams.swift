/// What the file keeps of consumer groups of redis streams.
extension LogDatabase {
    struct StreamGroup: Hashable, Sendable {
        let name: String
        let stream: String
    }

    struct StreamGroupState: Sendable {
        /// The first event that was not handed out yet.
        var next: Int64 = 0
        /// Handed out and not acknowledged: since when, in milliseconds since 1970.
        var pending: [Int64: Int64] = [:]
    }

    func loadStreamGroups() throws(SQLiteError) -> [StreamGroup: StreamGroupState] {
        var groups: [StreamGroup: StreamGroupState] = [:]
        let rows = try connection().prepare("SELECT consumer_group, stream, next_offset FROM stream_groups")
        while try rows.step() {
            groups[StreamGroup(name: rows.string(0), stream: rows.string(1))] = StreamGroupState(next: rows.int(2))
        }
        rows.reset()
        let pending = try connection().prepare(
            #"SELECT consumer_group, stream, "offset", delivered_at FROM stream_pending"#)
        while try pending.step() {
            let group = StreamGroup(name: pending.string(0), stream: pending.string(1))
            groups[group]?.pending[pending.int(2)] = pending.int(3)
        }
        pending.reset()
        return groups
    }

    func save(_ groups: [StreamGroup: StreamGroupState]) throws(SQLiteError) {
        let connection = try connection()
        try bookkeeping(connection) { () throws(SQLiteError) in
            for (group, state) in groups {
                try connection.prepare(
                    """
                    INSERT INTO stream_groups(consumer_group, stream, next_offset) VALUES (?, ?, ?)
                    ON CONFLICT DO UPDATE SET next_offset = excluded.next_offset
                    """
                ).bind(1, group.name).bind(2, group.stream).bind(3, state.next).run()
                try connection.prepare("DELETE FROM stream_pending WHERE consumer_group = ? AND stream = ?")
                    .bind(1, group.name).bind(2, group.stream).run()
                let insert = try connection.prepare(
                    #"INSERT INTO stream_pending(consumer_group, stream, "offset", delivered_at) VALUES (?, ?, ?, ?)"#)
                for (offset, deliveredAt) in state.pending {
                    insert.reset()
                    try insert.bind(1, group.name).bind(2, group.stream).bind(3, offset).bind(4, deliveredAt).run()
                }
            }
        }
    }
}
