/// What becomes of occurrences whose time passed while nobody was there to make their tasks.
public enum CatchUpPolicy: String, CaseIterable, Sendable {
    /// Every one gets its task, up to the limits.
    case all
    /// Only the newest gets its task.
    case latest
    /// None gets a task.
    case none
}
