public import FoundationEssentials

/// The decoded parts of the path that stand in the place of a pattern's names.
public struct RouteParameters: Sendable, ExpressibleByDictionaryLiteral {
    private var items: [(name: String, value: String)] = []

    public init() {}
    public init(dictionaryLiteral items: (String, String)...) { self.items = items.map { (name: $0, value: $1) } }

    public subscript(name: String) -> String? { items.first { $0.name == name }?.value }

    mutating func append(_ name: String, _ value: String) { items.append((name, value)) }

    /// The part of that name; a name that the pattern does not have throws 404.
    public func require(_ name: String) throws(Problem) -> String {
        guard let value = self[name] else { throw .notFound }
        return value
    }

    /// The part as `parse` reads it; what it cannot read is a thing that does not exist: 404.
    public func require<T>(_ name: String, _ parse: (String) -> T?) throws(Problem) -> T {
        guard let value = parse(try require(name)) else { throw .notFound }
        return value
    }

    public func require(_ name: String, as type: UUID.Type) throws(Problem) -> UUID {
        try require(name) { UUID(uuidString: $0) }
    }
}

extension Problem {
    /// No such path, or no such thing.
    public static let notFound = Problem(.notFound, "not-found", "There is nothing here.")
}
