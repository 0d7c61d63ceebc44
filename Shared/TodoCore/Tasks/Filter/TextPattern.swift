/// What `like` compares a whole text with, scalar by scalar and whatever the case of letters.
public struct TextPattern: Sendable, Equatable {
    public enum Element: Sendable, Equatable {
        case scalar(Unicode.Scalar)
        /// `_`: any one scalar.
        case anyOne
        /// `%`: any text, also none.
        case anyText
    }

    public var elements: [Element]

    public init(_ elements: [Element] = []) { self.elements = elements }
}
