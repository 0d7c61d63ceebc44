public import FoundationEssentials

/// The wall clock of a running program; everything below a build function is given it as `now`.
public enum WallClock {
    /// The instant, with the microseconds that PostgreSQL keeps and no more: what is written compares equal when read.
    public static let now: @Sendable () -> Date = {
        let seconds = Date().timeIntervalSince1970
        return Date(timeIntervalSince1970: (seconds * 1_000_000).rounded(.down) / 1_000_000)
    }
}
