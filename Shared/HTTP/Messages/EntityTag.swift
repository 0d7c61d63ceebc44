/// The name of one state of a resource: what `ETag` carries.
public struct EntityTag: Sendable, Hashable, CustomStringConvertible {
    /// What stands between the quotes.
    public let opaque: String
    /// Whether it promises only that nothing of importance differs.
    public let isWeak: Bool

    /// A strong tag unless said otherwise; `opaque` has no quotes in it.
    public init(_ opaque: String, isWeak: Bool = false) {
        self.opaque = opaque
        self.isWeak = isWeak
    }

    /// The tag at the start of a text, which is taken from it; nil when none is there.
    init?(takingFrom text: inout Substring) {
        isWeak = text.hasPrefix("W/")
        if isWeak { text.removeFirst(2) }
        guard text.first == "\"", let end = text.dropFirst().firstIndex(of: "\"") else { return nil }
        let opaque = text[text.index(after: text.startIndex)..<end]
        guard opaque.utf8.allSatisfy({ $0 > 0x20 && $0 != 0x7F }) else { return nil }
        self.opaque = String(opaque)
        text = text[text.index(after: end)...]
    }

    /// As the header has it.
    public var description: String { "\(isWeak ? "W/" : "")\"\(opaque)\"" }
}
