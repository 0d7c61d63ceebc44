public import Postgres
internal import Reactor
internal import TodoStoreMigrations

/// The schema of the product as numbered steps; the files lie beside `migrations.c`.
public enum Migrations {
    /// Every step, in order; the version of a step is its place, counted from 1.
    public static let all: [Migration] = (0..<todo_store_migration_count).map { index in
        let file = todo_store_migration_at(index).pointee
        return Migration(
            version: Int(index) + 1, name: String(cString: file.name),
            up: text(file.up, file.up_length), down: text(file.down, file.down_length))
    }

    /// The version of the schema that this program was compiled with.
    public static var latestVersion: Int { Int(todo_store_migration_count) }

    /// The newest step the database has; 0 where there is none.
    @LoopActor public static func version(on postgres: PostgresClient) async throws(PostgresError) -> Int {
        let exists = try await postgres.read("SELECT to_regclass('schema_migrations') IS NOT NULL")[0].bool(0)
        guard exists else { return 0 }
        return try await postgres.read("SELECT coalesce(max(version), 0)::int8 FROM schema_migrations")[0].int(0)
    }

    private static func text(_ start: UnsafePointer<UInt8>, _ length: UInt) -> String {
        String(decoding: UnsafeBufferPointer(start: start, count: Int(length)), as: UTF8.self)
    }
}
