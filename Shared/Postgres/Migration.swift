/// One step of the schema: how to get there and how to get back.
public struct Migration: Sendable, Equatable {
    /// Ascending from 1; the order of application.
    public let version: Int
    public let name: String
    /// Any number of statements; they run in one transaction, so nothing that refuses to (`CREATE INDEX CONCURRENTLY`).
    public let up: String
    public let down: String

    public init(version: Int, name: String, up: String, down: String) {
        self.version = version
        self.name = name
        self.up = up
        self.down = down
    }
}
