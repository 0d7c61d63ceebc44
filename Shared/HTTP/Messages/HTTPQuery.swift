/// The decoded parameters of a query, in order.
public struct HTTPQuery: Sendable, Sequence, ExpressibleByDictionaryLiteral {
    public let items: [(name: String, value: String)]

    public init(_ items: [(name: String, value: String)] = []) { self.items = items }
    public init(dictionaryLiteral items: (String, String)...) { self.items = items.map { (name: $0, value: $1) } }

    /// The first value of that name; `?a` and `?a=` both give "".
    public subscript(name: String) -> String? { items.first { $0.name == name }?.value }

    /// All values of that name, in order.
    public func values(_ name: String) -> [String] { items.filter { $0.name == name }.map(\.value) }

    public var isEmpty: Bool { items.isEmpty }

    public func makeIterator() -> IndexingIterator<[(name: String, value: String)]> { items.makeIterator() }
}
