/// One changed field of a task, with both values as JSON shows them.
public struct FieldChange: Sendable, Equatable {
    /// A value as JSON shows it.
    public enum Value: Sendable, Equatable {
        case null
        case text(String)
        case number(Int)
        case real(Double)
        case list([String])
    }

    /// The field's name in JSON.
    public let field: String
    /// What it was.
    public let old: Value
    /// What it is now.
    public let new: Value

    /// The change of one field.
    public init(field: String, old: Value, new: Value) {
        self.field = field
        self.old = old
        self.new = new
    }
}
