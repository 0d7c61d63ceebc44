public import FoundationEssentials

/// Where one migration stands.
public struct MigrationStatus: Sendable, Equatable {
    public enum State: String, Sendable {
        case applied, pending
        /// Applied with another text than the program has.
        case changed
        /// Applied by a newer program.
        case unknown
    }

    public let version: Int
    public let name: String
    public let state: State
    public let appliedAt: Date?
}
