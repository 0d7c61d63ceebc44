/// An ISO 8601 duration with a nominal and an exact part, as RFC 5545 reads it.
///
/// Weeks and days keep the wall clock across a change of offset; hours, minutes and seconds are exact. Years and months
/// are not taken: their length is unclear.
public struct CivilDuration: Hashable, Sendable {
    /// Whole days, weeks included; carries the sign.
    public let days: Int
    /// Exact seconds; carries the sign.
    public let seconds: Int

    /// A duration of both parts, which must not have different signs.
    public init(days: Int, seconds: Int) {
        self.days = days
        self.seconds = seconds
    }

    /// No time at all.
    public static let zero = CivilDuration(days: 0, seconds: 0)
}
