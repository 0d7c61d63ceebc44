/// How long before an occurrence its task is made.
public enum CreateAhead: Hashable, Sendable {
    /// At local midnight of the occurrence's date.
    case dayStart
    /// At the occurrence itself.
    case exact
    /// This long before it, at most 30 days.
    case duration(CivilDuration)
}
