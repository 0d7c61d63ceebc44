public import FoundationEssentials
public import Postgres
public import Reactor
public import TodoCore

/// The tags of a user.
@LoopActor public struct TagStore {
    let postgres: PostgresClient
    let ids: IdentifierSource

    public nonisolated init(_ postgres: PostgresClient, ids: IdentifierSource) {
        self.postgres = postgres
        self.ids = ids
    }

    /// Makes the tags that are not there yet, and answers the names as the user's tags spell them, in the order of names.
    ///
    /// Names are normalised to NFC, and one that differs from a tag in case only is that tag. It is a statement of its
    /// own before the task is written, because an upsert inside would lock rows that all tasks share. Running it twice
    /// does no harm. A name that is longer than 50 characters once it is normalised is left out.
    public func ensure(
        _ names: [String], of user: UserID, now: Date
    ) async throws(PostgresError) -> [String] {
        guard !names.isEmpty else { return [] }
        let (found, missing) = try await find(names, of: user)
        guard !missing.isEmpty else { return found }
        let ids = newIDs(missing, now)
        _ = try await postgres.write(
            Self.insert(missing, ids, of: user, now: now), committed: "SELECT FROM tags WHERE id = ANY(\(ids))")
        return try await find(names, of: user).found
    }

    /// The same in the caller's transaction.
    public func ensure(
        _ names: [String], of user: UserID, now: Date, in transaction: PostgresTransaction
    ) async throws(PostgresError) -> [String] {
        guard !names.isEmpty else { return [] }
        let (found, missing) = Self.split(try await transaction.query(Self.lookup(names, of: user)))
        guard !missing.isEmpty else { return found }
        try await transaction.execute(Self.insert(missing, newIDs(missing, now), of: user, now: now))
        return Self.split(try await transaction.query(Self.lookup(names, of: user))).found
    }

    /// The names of all tags of a user, in order.
    public func names(of user: UserID) async throws(PostgresError) -> [String] {
        try await postgres.read(
            "SELECT name FROM tags WHERE user_id = \(user) ORDER BY lower(name)"
        ).map { $0.string(0) }
    }

    // MARK: Statements

    private func find(
        _ names: [String], of user: UserID
    ) async throws(PostgresError) -> (found: [String], missing: [String]) {
        Self.split(try await postgres.read(Self.lookup(names, of: user)))
    }

    /// One row for each name: the tag's own spelling or NULL, and the normalised name.
    private nonisolated static func lookup(_ names: [String], of user: UserID) -> SQL {
        """
        SELECT DISTINCT ON (lower(n.name)) g.name, n.name
          FROM (SELECT normalize(w) AS name, place FROM unnest(\(names)) WITH ORDINALITY AS u (w, place)) n
          LEFT JOIN tags g ON g.user_id = \(user) AND lower(g.name) = lower(n.name)
         ORDER BY lower(n.name), n.place
        """
    }

    private nonisolated static func split(_ rows: PostgresRows) -> (found: [String], missing: [String]) {
        (rows.compactMap { $0.stringOrNil(0) }, rows.filter { $0.isNull(0) }.map { $0.string(1) })
    }

    private func newIDs(_ names: [String], _ now: Date) -> [Tag.ID] {
        names.map { _ in ids.next(at: now) }
    }

    private nonisolated static func insert(
        _ names: [String], _ ids: [Tag.ID], of user: UserID, now: Date
    ) -> SQL {
        """
        INSERT INTO tags (id, user_id, name, created_at, updated_at)
        SELECT n.id, \(user), n.name, \(now), \(now)
          FROM unnest(\(ids), \(names)) AS n (id, name)
         WHERE char_length(n.name) BETWEEN 1 AND 50
         ORDER BY lower(n.name)
        ON CONFLICT DO NOTHING
        """
    }
}
