public import FoundationEssentials

/// Where new identifiers come from: randomness that is given, and instants that are parameters.
public struct IdentifierSource: Sendable {
    private let random: @Sendable () -> UInt64

    /// - Parameter random: 64 bits from a source fit for identifiers; in tests, from a seeded generator.
    public init(random: @escaping @Sendable () -> UInt64) {
        self.random = random
    }

    /// A new identifier for something made at the instant.
    public func next<Entity>(at now: Date, of _: Entity.Type = Entity.self) -> Identifier<Entity> {
        .make(now: now, random: random())
    }
}
