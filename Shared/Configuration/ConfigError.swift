/// Everything that is wrong with a configuration, at once: one sentence each that names the key and the way out.
public struct ConfigError: Error, Sendable, CustomStringConvertible {
    public let mistakes: [String]

    public init(_ mistakes: [String]) { self.mistakes = mistakes }

    public var description: String { mistakes.joined(separator: "\n") }
}
