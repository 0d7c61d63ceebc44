import FoundationEssentials
import Postgres
import Reactor
import TestSupport
import Testing
import TodoCore
import TodoStore

@LoopActor @Suite(.noHanging) struct MigrationsTests {
    @Test(.database) func upDownUpLeavesTheSameSchema() async throws {
        try await TestDatabase.withClient { postgres in
            let migrator = Migrator(postgres, Migrations.all)
            _ = try await migrator.up()
            let first = try await schema(postgres)
            _ = try await migrator.down(to: 0)
            let empty = try await schema(postgres)
            _ = try await migrator.up()
            let second = try await schema(postgres)
            #expect(Set(first).symmetricDifference(second).sorted() == [])
            #expect(first.count == second.count)
            #expect(first.contains { $0.hasPrefix("tasks.title") })
            #expect(!empty.contains { $0.hasPrefix("tasks") })
        }
    }

    /// Columns, constraints, indexes, triggers and settings of everything in the schema.
    private func schema(_ postgres: PostgresClient) async throws -> [String] {
        try await postgres.read(
            """
            SELECT table_name || '.' || column_name || ' ' || data_type || ' ' || is_nullable || ' '
                   || coalesce(column_default, generation_expression, '') FROM information_schema.columns
             WHERE table_schema = 'public'
            UNION ALL SELECT conrelid::regclass || ' ' || conname || ' ' || pg_get_constraintdef(oid)
              FROM pg_constraint WHERE connamespace = 'public'::regnamespace
            UNION ALL SELECT indexdef FROM pg_indexes WHERE schemaname = 'public'
            UNION ALL SELECT pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal
            UNION ALL SELECT relname || ' ' || coalesce(reloptions::text, '') FROM pg_class
             WHERE relnamespace = 'public'::regnamespace
            UNION ALL SELECT attrelid::regclass || ' ' || attname || ' ' || option
              FROM pg_attribute, unnest(attoptions) AS option WHERE starts_with(option, 'n_distinct')
            ORDER BY 1
            """
        ).map { $0.string(0) }
    }

    /// Autovacuum and a restored dump have none: what an index is made by must find its parts without it.
    @Test(.todoDatabase) func theTablesAreMaintainedWithoutASearchPath() async throws {
        try await StoreFixture.with { store in
            try await store.create(.sample(of: store.user, title: "دودھ لانا"))
            try await store.create(.sample(of: store.user, title: "Milk"))
            try await store.postgres.withTransaction { transaction in
                _ = try await transaction.query("SET LOCAL search_path = ''")
                _ = try await transaction.query("ANALYZE public.tasks")
                _ = try await transaction.query("REINDEX TABLE public.tasks")
                _ = try await transaction.query("UPDATE public.tasks SET title = title || '!'")
            }
        }
    }

    @Test func theListIsWhatLiesInTheFolder() throws {
        let folder =
            #filePath.split(separator: "/").dropLast(3).reduce("") { $0 + "/" + $1 }
            + "/Shared/TodoStore/Migrations"
        let files = try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0.hasSuffix(".sql") }
        let listed = Migrations.all.flatMap { ["\($0.name).up.sql", "\($0.name).down.sql"] }
        #expect(Set(files) == Set(listed))
        #expect(files.count == listed.count)
        for migration in Migrations.all {
            func text(_ name: String) -> String? {
                FileManager.default.contents(atPath: "\(folder)/\(name)").map { String(decoding: $0, as: UTF8.self) }
            }
            #expect(migration.up == text("\(migration.name).up.sql"))
            #expect(migration.down == text("\(migration.name).down.sql"))
        }
    }

    @Test func namesCarryTheirVersion() {
        for (index, migration) in Migrations.all.enumerated() {
            #expect(migration.version == index + 1)
            let number = String(migration.version)
            #expect(migration.name.hasPrefix("v" + String(repeating: "0", count: 3 - number.count) + number + "_"))
        }
        #expect(Migrations.latestVersion == Migrations.all.last?.version)
    }

    /// Names of constraints reach people in errors and in code that reads them: `<table>_<rule>`.
    @Test(.todoDatabase) func constraintsAreNamedAfterTheirTable() async throws {
        try await TestDatabase.withClient { postgres in
            let strangers = try await postgres.read(
                """
                SELECT conname FROM pg_constraint
                 WHERE connamespace = 'public'::regnamespace AND conrelid <> 0
                   AND NOT starts_with(conname, conrelid::regclass::text || '_')
                """
            ).map { $0.string(0) }
            #expect(strangers.isEmpty)
        }
    }

    @Test(.todoDatabase) func prioritiesAndLeasesAreThere() async throws {
        try await TestDatabase.withClient { postgres in
            let priorities = try await postgres.read("SELECT id, name, level, color FROM priorities ORDER BY id")
                .map { "\($0.int(0)) \($0.string(1)) \($0.int(2)) \($0.string(3))" }
            #expect(
                priorities == ["1 High 3 #F59E0B", "2 Medium 2 #3B82F6", "3 Low 1 #6B7280", "4 Critical 4 #EF4444"])
            let shards = try await postgres.read("SELECT shard FROM relay_leases ORDER BY shard").map { $0.int(0) }
            #expect(shards == Array(0...15))
        }
    }

    @Test(.todoDatabase) func theEventLogIsAppendOnlyButForTheErasureOfAnAccount() async throws {
        try await StoreFixture.with { store in
            try await store.create(.sample(of: store.user))
            for change: SQL in [
                "UPDATE task_event_log SET actor = 'x'", "DELETE FROM task_event_log", "TRUNCATE task_event_log",
            ] {
                let error = await #expect(throws: PostgresError.self) { try await store.run(change) }
                #expect(error?.sqlState == "23001")
            }
            try await store.postgres.withTransaction { transaction in
                try await transaction.execute("SET LOCAL todo.account_erasure = 'on'")
                #expect(try await transaction.execute("DELETE FROM task_event_log") == 1)
            }
            #expect(try await store.count(of: "task_event_log") == 0)
        }
    }

    @Test(.todoDatabase) func theViewsShowTheNamesOfOlderReaders() async throws {
        try await StoreFixture.with { store in
            let task = TodoTask.sample(of: store.user)
            try await store.create(task)
            let row = try await store.postgres.read(
                "SELECT task_id, event_type, event_data->>'origin' FROM taskeventlog")[0]
            #expect(row.uuid(0) == task.id.rawValue)
            #expect(row.string(1) == "created")
            #expect(row.string(2) == "api")
        }
    }
}
