/// A name and its value in one call; nil becomes `null`.
extension JSONWriter {
    /// A member that is a string.
    @inlinable public mutating func member(_ name: StaticString, _ value: String) {
        key(name)
        string(value)
    }

    /// A member that is a string or null.
    @inlinable public mutating func member(_ name: StaticString, _ value: String?) {
        key(name)
        if let value { string(value) } else { null() }
    }

    /// A member that is a whole number.
    @inlinable public mutating func member(_ name: StaticString, _ value: some BinaryInteger) {
        key(name)
        int(value)
    }

    /// A member that is a whole number or null.
    @inlinable public mutating func member<Integer: BinaryInteger>(_ name: StaticString, _ value: Integer?) {
        key(name)
        if let value { int(value) } else { null() }
    }

    /// A member that is true or false.
    @inlinable public mutating func member(_ name: StaticString, _ value: Bool) {
        key(name)
        bool(value)
    }

    /// A member of any kind.
    @inlinable public mutating func member(_ name: StaticString, _ value: JSONValue) {
        key(name)
        self.value(value)
    }

    /// A member that is an object, written by `body`.
    @inlinable public mutating func object<E: Error>(
        _ name: StaticString, _ body: (inout JSONWriter) throws(E) -> Void
    ) throws(E) {
        key(name)
        try object(body)
    }

    /// A member that is an array, written by `body`.
    @inlinable public mutating func array<E: Error>(
        _ name: StaticString, _ body: (inout JSONWriter) throws(E) -> Void
    ) throws(E) {
        key(name)
        try array(body)
    }
}
