/// Why the schema was left as it is.
public enum MigrationError: Error, Sendable, CustomStringConvertible {
    /// An applied migration differs from the one in this program: somebody edited history.
    case changed(version: Int, name: String)
    /// The database has a migration that this program does not know: it belongs to a newer one.
    case unknown(version: Int, name: String)
    /// Two of the program's own migrations have the same version, or one is out of order.
    case disordered(version: Int)
    /// Another process held the lock for too long.
    case locked
    /// A script failed; it was rolled back.
    case failed(version: Int, name: String, PostgresError)
    case database(PostgresError)

    public var description: String {
        switch self {
        case .changed(let version, let name):
            "Migration \(version) (\(name)) was changed after it had been applied. Restore its text and add a new migration."
        case .unknown(let version, let name):
            "The database has migration \(version) (\(name)), which this program does not know. Use a newer program."
        case .disordered(let version): "Migration \(version) is out of order or there twice."
        case .locked: "Another process is migrating this database and does not finish."
        case .failed(let version, let name, let error):
            "Migration \(version) (\(name)) failed and was rolled back: \(error.debugDescription)"
        case .database(let error): "The schema could not be migrated: \(error.debugDescription)"
        }
    }
}
