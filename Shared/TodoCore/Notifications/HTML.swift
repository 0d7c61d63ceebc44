/// HTML text whose interpolation escapes, so that a task's title can never become markup.
public struct HTML: ExpressibleByStringInterpolation, Sendable, Equatable, CustomStringConvertible {
    public let description: String

    public init(stringLiteral text: StringLiteralType) {
        description = text
    }

    public init(stringInterpolation: StringInterpolation) {
        description = stringInterpolation.text
    }

    public struct StringInterpolation: StringInterpolationProtocol {
        var text = ""

        public init(literalCapacity: Int, interpolationCount: Int) {
            text.reserveCapacity(literalCapacity + interpolationCount * 32)
        }

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
