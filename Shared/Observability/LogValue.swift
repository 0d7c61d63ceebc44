/// A value beside a log message, written as JSON's own type: a number stays a number.
public enum LogValue: Sendable, Equatable {
    case string(String)
    case int(Int64)
    case double(Double)
    case bool(Bool)
    /// A value that must not be seen; the line tells only that it was there.
    case redacted

    /// The text of any value that describes itself: an identifier, an error, a duration.
    public init(_ value: some CustomStringConvertible) { self = .string(value.description) }
    public init(_ value: some BinaryInteger) { self = .int(Int64(clamping: value)) }
    public init(_ value: Double) { self = .double(value) }
    public init(_ value: Bool) { self = .bool(value) }
    public init(_ value: String) { self = .string(value) }
    /// An error as its own description, which for our error types is free of secrets.
    public init(_ error: any Error) { self = .string(String(describing: error)) }
    /// Seconds, as a number.
    public init(_ duration: Duration) {
        let (seconds, attoseconds) = duration.components
        self = .double(Double(seconds) + Double(attoseconds) / 1e18)
    }
}

extension LogValue: ExpressibleByStringInterpolation, ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral,
    ExpressibleByBooleanLiteral
{
    public init(stringLiteral value: String) { self = .string(value) }
    public init(integerLiteral value: Int64) { self = .int(value) }
    public init(floatLiteral value: Double) { self = .double(value) }
    public init(booleanLiteral value: Bool) { self = .bool(value) }
}
