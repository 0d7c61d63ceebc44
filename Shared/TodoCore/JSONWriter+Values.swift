public import FoundationEssentials
public import JSON

extension JSONWriter {
    /// Writes a UUID in its canonical form, in lower case.
    public mutating func uuid(_ value: UUID) {
        withUnsafeBytes(of: value.uuid) { uuid(bytes: $0) }
    }

    /// Writes an instant as RFC 3339 with `Z`; six digits of a fraction only when it is not whole seconds.
    public mutating func date(_ value: Date) {
        date(microseconds: value.microsecondsSince1970 - 946_684_800_000_000)
    }

    /// A name and its value; nil becomes `null`.
    public mutating func member(_ name: StaticString, _ value: UUID?) {
        key(name)
        if let value { uuid(value) } else { null() }
    }

    /// A name and its value; nil becomes `null`.
    public mutating func member<Entity>(_ name: StaticString, _ value: Identifier<Entity>?) {
        key(name)
        if let value { uuid(value.rawValue) } else { null() }
    }

    /// A name and its value; nil becomes `null`.
    public mutating func member(_ name: StaticString, _ value: Date?) {
        key(name)
        if let value { date(value) } else { null() }
    }

    /// A member that is an array of strings.
    public mutating func member(_ name: StaticString, _ values: [String]) {
        array(name) { json in
            for value in values { json.string(value) }
        }
    }
}
