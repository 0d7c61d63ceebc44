/// How long before an occurrence its task is made.
public enum CreateAhead: Hashable, Sendable {
    /// At local midnight of the occurrence's date.
    case dayStart
    /// At the occurrence itself.
    case exact
    /// This long before it, at most 30 days.
    case duration(CivilDuration)
}

extension CreateAhead: CustomStringConvertible {
    static let longestDays = 30

    /// The text in `recurring_tasks.create_ahead` and in JSON: `day_start`, `exact` or an ISO 8601 duration.
    public var description: String {
        switch self {
        case .dayStart: "day_start"
        case .exact: "exact"
        case .duration(let duration): duration.description
        }
    }

    /// The value of such a text.
    ///
    /// - Throws: a mistake with code `invalid-create-ahead`.
    public static func parse(_ text: String) throws(FieldMistake) -> CreateAhead {
        switch text {
        case "day_start": return .dayStart
        case "exact": return .exact
        default:
            guard let duration = CivilDuration(text), duration.days >= 0, duration.seconds >= 0,
                duration.days * 86_400 + duration.seconds <= longestDays * 86_400
            else {
                throw FieldMistake(
                    code: "invalid-create-ahead",
                    detail: "must be \"day_start\", \"exact\" or an ISO 8601 duration up to P30D")
            }
            return .duration(duration)
        }
    }
}
