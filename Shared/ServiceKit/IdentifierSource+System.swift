public import TodoCore

extension IdentifierSource {
    /// Identifiers from the system's randomness.
    public static let system = IdentifierSource { UInt64.random(in: .min ... .max) }
}
