/// What the file keeps of consumer groups: how far each has come, and who was a member when the process ended.
extension LogDatabase {
    struct GroupOffset: Sendable {
        let group: String
        let stream: StreamName
        let nextOffset: Int64
    }

    struct Membership: Sendable, Hashable {
        let group: String
        let member: String
        let sessionMilliseconds: Int64
        /// When it was last known to live, in milliseconds since 1970.
        let seenAt: Int64
    }

    func loadOffsets() throws(SQLiteError) -> [GroupOffset] {
        let rows = try connection().prepare(
            #"SELECT consumer_group, topic, "partition", next_offset FROM group_offsets"#)
        var found: [GroupOffset] = []
        while try rows.step() {
            let stream = StreamName(topic: rows.string(1), partition: Int(rows.int(2)))
            found.append(GroupOffset(group: rows.string(0), stream: stream, nextOffset: rows.int(3)))
        }
        rows.reset()
        return found
    }

    func loadMembers() throws(SQLiteError) -> [Membership] {
        let rows = try connection().prepare("SELECT consumer_group, member, session_ms, seen_at FROM group_members")
        var found: [Membership] = []
        while try rows.step() {
            found.append(
                Membership(
                    group: rows.string(0), member: rows.string(1), sessionMilliseconds: rows.int(2),
                    seenAt: rows.int(3)))
        }
        rows.reset()
        return found
    }

    /// Commits offsets and the members that live; `members` replaces the list.
    func save(offsets: [GroupOffset], members: [Membership]) throws(SQLiteError) {
        let connection = try connection()
        try bookkeeping(connection) { () throws(SQLiteError) in
            let upsert = try connection.prepare(
                """
                INSERT INTO group_offsets(consumer_group, topic, "partition", next_offset) VALUES (?, ?, ?, ?)
                ON CONFLICT DO UPDATE SET next_offset = excluded.next_offset
                """)
            for offset in offsets {
                upsert.reset()
                upsert.bind(1, offset.group).bind(2, offset.stream.topic).bind(3, offset.stream.partition)
                try upsert.bind(4, offset.nextOffset).run()
            }
            try connection.execute("DELETE FROM group_members")
            let insert = try connection.prepare(
                "INSERT INTO group_members(consumer_group, member, session_ms, seen_at) VALUES (?, ?, ?, ?)")
            for member in members {
                insert.reset()
                insert.bind(1, member.group).bind(2, member.member).bind(3, member.sessionMilliseconds)
                try insert.bind(4, member.seenAt).run()
            }
        }
    }
}
