public import FoundationEssentials

/// A UUID that says what it identifies: a `TodoTask.ID` and a `RecurringTask.ID` do not mix.
public struct Identifier<Entity>: Hashable, Sendable, RawRepresentable, CustomStringConvertible {
    /// The UUID itself.
    public let rawValue: UUID

    /// The identifier with that UUID.
    public init(rawValue: UUID) {
        self.rawValue = rawValue
    }

    /// The identifier in its canonical text form of 36 characters, or nil for any other text.
    public init?(_ text: String) {
        guard let value = UUID(canonical: text) else { return nil }
        rawValue = value
    }

    /// A new UUIDv7 made of an instant and randomness: later instants sort after earlier ones.
    ///
    /// - Parameters:
    ///   - now: the instant; its microseconds count, so that identifiers made one after the other rise.
    ///   - random: 64 random bits, of which 62 are used.
    public static func make(now: Date, random: UInt64) -> Self {
        Self(rawValue: .version7(now: now, random: random))
    }

    /// A new UUIDv7 with randomness from a generator.
    public static func make(now: Date, using generator: inout some RandomNumberGenerator) -> Self {
        make(now: now, random: generator.next())
    }

    /// Whether the UUID is one of version 7: made of an instant, as clients that name their own must make them.
    public var isVersion7: Bool { rawValue.uuid.6 >> 4 == 7 && rawValue.uuid.8 >> 6 == 2 }

    /// The canonical text form, in lower case.
    public var description: String { rawValue.text }
}

extension Identifier: Comparable {
    public static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}
