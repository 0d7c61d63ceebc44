public import Postgres
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

    private static func text(_ start: UnsafePointer<UInt8>, _ length: UInt) -> String {
        String(decoding: UnsafeBufferPointer(start: start, count: Int(length)), as: UTF8.self)
    }
}
