/// What is wrong with one field of a request, told so that the sender can mend it.
public struct FieldMistake: Error, Sendable, Equatable {
    /// RFC 6901 pointer of the field; empty where the rule does not know the field's place.
    public var pointer: String
    /// Stable kebab-case name of the broken rule, as in `invalid-date`.
    public var code: String
    /// A sentence for people.
    public var detail: String

    public init(pointer: String = "", code: String, detail: String) {
        self.pointer = pointer
        self.code = code
        self.detail = detail
    }
}
