internal import FoundationEssentials
public import Reactor

/// Brings the schema to a version, one process at a time.
///
/// An advisory lock keeps two migrators apart; each migration and its line in `schema_migrations` commit together; the
/// text of what was applied is remembered by its checksum, and a changed one stops everything.
@LoopActor public struct Migrator {
    private let client: PostgresClient
    private let migrations: [Migration]
    private let lockTimeout: Duration

    /// Keeps two migrators of one database apart: "todo" in ASCII.
    private static let lock: Int64 = 0x746F_646F

    public init(_ client: PostgresClient, _ migrations: [Migration], lockTimeout: Duration = .seconds(60)) {
        self.client = client
        self.migrations = migrations
        self.lockTimeout = lockTimeout
    }

    /// Applies what is missing, up to and including `version`; nil for all. Answers what was applied.
    public func up(to version: Int? = nil) async throws(MigrationError) -> [Migration] {
        try await locked { session throws(MigrationError) in
            let applied = try await check(session)
            let missing = migrations.filter { $0.version <= version ?? .max && !applied.contains($0.version) }
            for migration in missing {
                try await run(migration, migration.up, Self.record(migration), on: session)
            }
            return missing
        }
    }

    /// Takes back what is above `version`, the newest first; 0 takes back everything. Answers what was taken back.
    public func down(to version: Int) async throws(MigrationError) -> [Migration] {
        try await locked { session throws(MigrationError) in
            let applied = try await check(session)
            if let newer = applied.first(where: { $0 > version && !migrations.map(\.version).contains($0) }) {
                throw .unknown(version: newer, name: "")
            }
            let extra = migrations.filter { $0.version > version && applied.contains($0.version) }.reversed()
            for migration in extra {
                let forget: SQL = "DELETE FROM schema_migrations WHERE version = \(migration.version)"
                try await run(migration, migration.down, forget, on: session)
            }
            return Array(extra)
        }
    }

    /// Every migration of the program and of the database, by version. Changes nothing and waits for nobody.
    public func status() async throws(MigrationError) -> [MigrationStatus] {
        do throws(PostgresError) {
            let exists = try await client.read("SELECT to_regclass('schema_migrations') IS NOT NULL")[0].bool(0)
            return status(try await exists ? client.read(comparison) : nil)
        } catch {
            throw .database(error)
        }
    }

    // MARK: Comparing

    /// What is applied, beside the checksum that the program's own text has.
    private var comparison: SQL {
        """
        SELECT m.version, m.name, m.applied_at, m.checksum = encode(sha256(convert_to(p.up, 'UTF8')), 'hex')
        FROM schema_migrations m
        LEFT JOIN unnest(\(migrations.map(\.version)), \(migrations.map(\.up))) AS p (version, up) USING (version)
        ORDER BY m.version
        """
    }

    private func status(_ applied: PostgresRows?) -> [MigrationStatus] {
        var all: [Int: MigrationStatus] = [:]
        for migration in migrations {
            all[migration.version] = MigrationStatus(
                version: migration.version, name: migration.name, state: .pending, appliedAt: nil)
        }
        for row in applied.map(Array.init) ?? [] {
            let state: MigrationStatus.State = row.isNull(3) ? .unknown : row.bool(3) ? .applied : .changed
            all[row.int(0)] = MigrationStatus(
                version: row.int(0), name: row.string(1), state: state, appliedAt: row.date(2))
        }
        return all.values.sorted { $0.version < $1.version }
    }

    /// The applied versions, when program and database agree on what they are.
    private func check(_ session: PostgresConnection) async throws(MigrationError) -> Set<Int> {
        for (earlier, later) in zip(migrations, migrations.dropFirst()) where earlier.version >= later.version {
            throw .disordered(version: later.version)
        }
        let all: [MigrationStatus]
        do throws(PostgresError) {
            try await session.run(
                script: """
                    CREATE TABLE IF NOT EXISTS schema_migrations (
                        version bigint PRIMARY KEY, name text NOT NULL, checksum text NOT NULL,
                        applied_at timestamptz NOT NULL DEFAULT clock_timestamp())
                    """)
            all = status(try await answer(comparison, on: session))
        } catch {
            throw .database(error)
        }
        for one in all where one.state == .changed { throw .changed(version: one.version, name: one.name) }
        let applied = all.filter { $0.state != .pending }
        // A newer program's migrations are fine for status; on top of them nothing of ours belongs.
        if let last = applied.last, last.state == .unknown, all.contains(where: { $0.state == .pending }) {
            throw .unknown(version: last.version, name: last.name)
        }
        return Set(applied.map(\.version))
    }

    // MARK: Running

    private static func record(_ migration: Migration) -> SQL {
        """
        INSERT INTO schema_migrations (version, name, checksum)
        VALUES (\(migration.version), \(migration.name), encode(sha256(convert_to(\(migration.up), 'UTF8')), 'hex'))
        """
    }

    private func run(
        _ migration: Migration, _ script: String, _ record: SQL, on session: PostgresConnection
    ) async throws(MigrationError) {
        do throws(PostgresError) {
            try await session.run(script: "BEGIN")
            try await session.run(script: script)
            _ = try await answer(record, on: session)
            try await session.run(script: "COMMIT")
        } catch {
            try? await session.run(script: "ROLLBACK")
            throw .failed(version: migration.version, name: migration.name, error)
        }
    }

    private func answer(_ sql: SQL, on session: PostgresConnection) async throws(PostgresError) -> PostgresRows {
        let query = try client.query(sql)
        _ = await session.run([query])
        return try query.result()
    }

    /// Runs `body` on a session that holds the lock; the session is closed afterwards and the lock with it.
    private func locked<T>(
        _ body: @LoopActor (PostgresConnection) async throws(MigrationError) -> T
    ) async throws(MigrationError) -> T {
        let session: PostgresConnection
        do throws(PostgresError) {
            session = try await client.session(within: .seconds(5))
        } catch {
            throw .database(error)
        }
        defer { session.lose() }
        do throws(PostgresError) {
            // A migration may take long; it still gives up a lock that others hold.
            try await session.run(script: "SET statement_timeout = 0")
            try await takeLock(session)
        } catch {
            throw error.kind == .timeout ? .locked : .database(error)
        }
        return try await body(session)
    }

    private func takeLock(_ session: PostgresConnection) async throws(PostgresError) {
        let deadline = LoopClock.Instant.now.advanced(by: lockTimeout)
        while try await !answer("SELECT pg_try_advisory_lock(\(Self.lock))", on: session)[0].bool(0) {
            guard LoopClock.Instant.now < deadline else { throw PostgresError(.timeout) }
            try await client.pause(.milliseconds(100))
        }
    }
}
