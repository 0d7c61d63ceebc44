internal import FoundationEssentials
public import Postgres
internal import Reactor
public import TodoCore

/// Reading and changing tags one by one. A task's version is not concerned: its tags' names are computed members.
extension TagStore {
    /// A page of at most `limit` of the user's tags in the order of names, behind the one with that name or before it.
    public func list(
        of user: UserID, after name: String? = nil, _ direction: ListDirection = .forward, offset: Int = 0, limit: Int
    ) async throws(PostgresError) -> ListPage<Tag, Tag> {
        let isForward = direction == .forward
        let behind: SQL =
            name.map { isForward ? "AND lower(g.name) > lower(\($0))" : "AND lower(g.name) < lower(\($0))" } ?? .empty
        let order: SQL = isForward ? "ORDER BY lower(g.name)" : "ORDER BY lower(g.name) DESC"
        let found = try await postgres.read(
            """
            SELECT \(Self.columns) FROM tags g WHERE g.user_id = \(user) \(behind)
             \(order) LIMIT \(limit + 1)\(SQL.offset(offset))
            """
        ).map(Self.tag)
        return ListPage(found, limit: limit, isFirst: name == nil, direction) { $0 }
    }

    /// How many tags the user has.
    public func count(of user: UserID) async throws(PostgresError) -> Int {
        try await postgres.read("SELECT count(*) FROM tags g WHERE g.user_id = \(user)")[0].int(0)
    }

    /// The user's tag; nil when it is not there, or not the user's.
    public func find(_ id: Tag.ID, of user: UserID) async throws(PostgresError) -> Tag? {
        try await postgres.read(
            "SELECT \(Self.columns) FROM tags g WHERE g.id = \(id) AND g.user_id = \(user)"
        ).first.map(Self.tag)
    }

    /// Those of the tags that are the user's, in the order of names.
    public func find(_ ids: [Tag.ID], of user: UserID) async throws(PostgresError) -> [Tag] {
        try await postgres.read(
            """
            SELECT \(Self.columns) FROM tags g WHERE g.id = ANY(\(ids)) AND g.user_id = \(user) ORDER BY lower(g.name)
            """
        ).map(Self.tag)
    }

    /// The name in NFC, the form in which names are stored.
    public func normalized(_ name: String) async throws(PostgresError) -> String {
        guard !name.utf8.allSatisfy({ $0 < 0x80 }) else { return name }
        return try await postgres.read("SELECT normalize(\(name)::text)")[0].string(0)
    }

    // MARK: Within a transaction

    /// Those of the tags that are the user's, locked in the order of their ids until the transaction ends.
    public func lock(
        _ ids: [Tag.ID], of user: UserID, in transaction: PostgresTransaction
    ) async throws(PostgresError) -> [Tag] {
        try await transaction.query(
            """
            SELECT \(Self.columns) FROM tags g WHERE g.id = ANY(\(ids)) AND g.user_id = \(user)
             ORDER BY g.id FOR NO KEY UPDATE
            """
        ).map(Self.tag)
    }

    /// Inserts the tag; false when the user has one of this name.
    public func insert(
        _ tag: Tag, of user: UserID, in transaction: PostgresTransaction
    ) async throws(PostgresError) -> Bool {
        try await transaction.execute(
            """
            INSERT INTO tags (id, user_id, name, color, version, created_at, updated_at)
            VALUES (\(tag.id), \(user), \(tag.name), \(tag.color), \(tag.version), \(tag.createdAt), \(tag.updatedAt))
            ON CONFLICT DO NOTHING
            """) > 0
    }

    /// Writes a tag that the transaction has locked; false, and the transaction is lost, when another one has the name.
    public func update(
        _ tag: Tag, of user: UserID, in transaction: PostgresTransaction
    ) async throws(PostgresError) -> Bool {
        do throws(PostgresError) {
            try await transaction.execute(
                """
                UPDATE tags SET name = \(tag.name), color = \(tag.color), version = \(tag.version),
                                updated_at = \(tag.updatedAt)
                 WHERE id = \(tag.id) AND user_id = \(user)
                """)
            return true
        } catch {
            guard case .uniqueViolation = error.kind else { throw error }
            return false
        }
    }

    /// Deletes the tag; tasks and series that had it go on without.
    public func delete(
        _ id: Tag.ID, of user: UserID, in transaction: PostgresTransaction
    ) async throws(PostgresError) {
        _ = try await transaction.queryAll([
            """
            UPDATE recurring_tasks SET tag_ids = array_remove(tag_ids, \(id))
             WHERE user_id = \(user) AND \(id) = ANY(tag_ids)
            """,
            "DELETE FROM tags WHERE id = \(id) AND user_id = \(user)",
        ])
    }

    /// Gives everything that has one tag the other, and deletes the first. Both are the user's and locked.
    public func merge(
        _ id: Tag.ID, into other: Tag.ID, of user: UserID, in transaction: PostgresTransaction
    ) async throws(PostgresError) {
        _ = try await transaction.queryAll([
            """
            INSERT INTO task_tags (task_id, tag_id)
            SELECT task_id, \(other) FROM task_tags WHERE tag_id = \(id)
            ON CONFLICT DO NOTHING
            """,
            """
            UPDATE recurring_tasks SET tag_ids = array_append(array_remove(tag_ids, \(other)), \(other))
             WHERE user_id = \(user) AND \(id) = ANY(tag_ids)
            """,
        ])
        try await delete(id, of: user, in: transaction)
    }

    // MARK: Rows

    private static var columns: SQL { "g.id, g.name, g.color, g.version, g.created_at, g.updated_at" }

    private static func tag(_ row: PostgresRow) -> Tag {
        Tag(
            id: Tag.ID(rawValue: row.uuid(0)), name: row.string(1), color: row.stringOrNil(2), version: row.int(3),
            createdAt: row.date(4), updatedAt: row.date(5))
    }
}
