/// One changed field of a task, with both values as JSON shows them.
public struct FieldChange: Sendable, Equatable {
    public enum Value: Sendable, Equatable {
        case null
        case text(String)
        case number(Int)
        case list([String])
    }

    /// The field's name in JSON.
    public let field: String
    public let old: Value
    public let new: Value

    public init(field: String, old: Value, new: Value) {
        self.field = field
        self.old = old
        self.new = new
    }
}
