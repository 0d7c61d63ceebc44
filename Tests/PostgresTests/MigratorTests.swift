import Observability
import Postgres
import Reactor
import TestSupport
import Testing

@LoopActor @Suite(.database) struct MigratorTests {
    private static let migrations = [
        Migration(
            version: 1, name: "notes", up: "CREATE TABLE notes (id bigint); INSERT INTO notes VALUES (1);",
            down: "DROP TABLE notes"),
        Migration(
            version: 2, name: "texts", up: "ALTER TABLE notes ADD COLUMN text text;",
            down: "ALTER TABLE notes DROP text"),
        Migration(
            version: 3, name: "function",
            up: "CREATE FUNCTION one() RETURNS int LANGUAGE sql AS $$ SELECT 1; SELECT 1; $$;",
            down: "DROP FUNCTION one"),
    ]

    private func states(_ migrator: Migrator) async throws -> [MigrationStatus.State] {
        try await migrator.status().map(\.state)
    }

    @Test func upDownAndUpAgain() async throws {
        try await TestDatabase.withClient { client in
            let migrator = Migrator(client, Self.migrations)
            let found1 = try await states(migrator)
            #expect(found1 == [.pending, .pending, .pending])
            let found2 = try await migrator.up(to: 2).map(\.version)
            #expect(found2 == [1, 2])
            let found3 = try await states(migrator)
            #expect(found3 == [.applied, .applied, .pending])
            let found4 = try await migrator.up().map(\.version)
            #expect(found4 == [3])
            let found5 = try await migrator.up()
            #expect(found5.isEmpty)
            let found6 = try await migrator.down(to: 1).map(\.version)
            #expect(found6 == [3, 2])
            let found7 = try await migrator.down(to: 0).map(\.version)
            #expect(found7 == [1])
            let found8 = try await client.read("SELECT to_regclass('notes') IS NULL")[0].bool(0)
            #expect(found8)
            let found9 = try await migrator.up().count
            #expect(found9 == 3)
            let found10 = try await client.read("SELECT count(*) FROM notes")[0].int(0)
            #expect(found10 == 1)
        }
    }

    @Test func aChangedMigrationStopsEverything() async throws {
        try await TestDatabase.withClient { client in
            _ = try await Migrator(client, Self.migrations).up(to: 2)
            var changed = Self.migrations
            changed[1] = Migration(version: 2, name: "texts", up: "SELECT 1", down: "")
            let migrator = Migrator(client, changed)
            let found11 = try await states(migrator)
            #expect(found11 == [.applied, .changed, .pending])
            await #expect(throws: MigrationError.self) { try await migrator.up() }
            let found12 = try await states(Migrator(client, Self.migrations))
            #expect(found12 == [.applied, .applied, .pending])
        }
    }

    @Test func aFailingMigrationLeavesNothing() async throws {
        try await TestDatabase.withClient { client in
            let bad = Migration(version: 4, name: "bad", up: "CREATE TABLE half (id int); SELECT 1 / 0;", down: "")
            let migrator = Migrator(client, Self.migrations + [bad])
            await #expect(throws: MigrationError.self) { try await migrator.up() }
            let found13 = try await states(migrator)
            #expect(found13 == [.applied, .applied, .applied, .pending])
            let found14 = try await client.read("SELECT to_regclass('half') IS NULL")[0].bool(0)
            #expect(found14)
        }
    }

    @Test func anOlderProgramKnowsThatTheSchemaIsNewer() async throws {
        try await TestDatabase.withClient { client in
            _ = try await Migrator(client, Self.migrations).up()
            let older = Migrator(client, Array(Self.migrations.prefix(2)))
            let found15 = try await states(older)
            #expect(found15 == [.applied, .applied, .unknown])
            let found16 = try await older.up()
            #expect(found16.isEmpty)
            await #expect(throws: MigrationError.self) { try await older.down(to: 0) }
        }
    }

    @Test func migrationsOutOfOrderAreRefused() async throws {
        try await TestDatabase.withClient { client in
            await #expect(throws: MigrationError.self) {
                try await Migrator(client, Array(Self.migrations.reversed())).up()
            }
        }
    }

    @Test func racingMigratorsApplyEachMigrationOnce() async throws {
        try await TestDatabase.withClient { client in
            let results = await concurrently(4) { _ in try await Migrator(client, Self.migrations).up().count }
            let counts = results.map { (try? $0.get()) ?? -1 }
            #expect(counts.sorted() == [0, 0, 0, 3])
        }
    }

    @Test func aLockThatIsNeverReleasedIsToldSo() async throws {
        try await TestDatabase.withClient { client in
            try await client.withTransaction { transaction in
                try await transaction.query("SELECT pg_advisory_xact_lock(\(Int64(0x746F_646F)))")
                do {
                    _ = try await Migrator(client, Self.migrations, lockTimeout: .milliseconds(50)).up()
                    Issue.record("migrated without the lock")
                } catch let error as MigrationError {
                    #expect(error.description.contains("Another process"))
                }
            }
        }
    }
}
