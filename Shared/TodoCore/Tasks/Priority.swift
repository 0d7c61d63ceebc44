/// How important a task is; the raw value is `priorities.id` and the number in JSON.
public enum Priority: Int, CaseIterable, Sendable {
    case high = 1
    case medium = 2
    case low = 3
    case critical = 4

    /// What a task has when nothing was said.
    public static let standard = Priority.medium

    /// Its name in JSON and on the screen.
    public var name: String {
        switch self {
        case .low: "Low"
        case .medium: "Medium"
        case .high: "High"
        case .critical: "Critical"
        }
    }

    /// What lists sort by, 1 (Low) to 4 (Critical); never the id, whose order means nothing.
    public var level: Int {
        switch self {
        case .low: 1
        case .medium: 2
        case .high: 3
        case .critical: 4
        }
    }

    /// The colour of the `priorities` table.
    public var color: String {
        switch self {
        case .low: "#6B7280"
        case .medium: "#3B82F6"
        case .high: "#F59E0B"
        case .critical: "#EF4444"
        }
    }

    /// The priority of this name, in any case.
    public init?(name: String) {
        let wanted = name.lowercased()
        guard let match = Self.allCases.first(where: { $0.name.lowercased() == wanted }) else { return nil }
        self = match
    }
}
