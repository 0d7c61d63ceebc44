/// HTML text whose interpolation escapes, so that a task's title can never become markup.
public struct HTML: ExpressibleByStringInterpolation, Sendable, Equatable, CustomStringConvertible {
    /// The markup.
    public let description: String

    /// The markup of a literal.
    public init(stringLiteral text: StringLiteralType) {
        description = text
    }

    /// The markup of a literal.
    public init(stringInterpolation: StringInterpolation) {
        description = stringInterpolation.text
    }

    /// Collects the parts of a literal, escaping what is put into it.
    public struct StringInterpolation: StringInterpolationProtocol {
        var text = ""

        /// The markup of a literal.
        public init(literalCapacity: Int, interpolationCount: Int) {
            text.reserveCapacity(literalCapacity + interpolationCount * 32)
        }

        /// Markup that stands in the source.
        public mutating func appendLiteral(_ literal: String) { text += literal }

        /// Text from outside: its marks are written as character references.
        public mutating func appendInterpolation(_ value: String) {
            for scalar in value.unicodeScalars {
                switch scalar {
                case "&": text += "&amp;"
                case "<": text += "&lt;"
                case ">": text += "&gt;"
                case "\"": text += "&quot;"
                case "'": text += "&#39;"
                default: text.unicodeScalars.append(scalar)
                }
            }
        }

        /// Markup that was made by this type.
        public mutating func appendInterpolation(_ value: HTML) { text += value.description }
    }
}
