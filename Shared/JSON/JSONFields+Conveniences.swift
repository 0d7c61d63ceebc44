extension JSONFields {
    /// The required string, of `length` Unicode scalars where given.
    public mutating func string(_ name: String, length: ClosedRange<Int>? = nil) -> String? {
        required(name) { try $0.asString(length: length) }
    }

    /// The required whole number.
    public mutating func int(_ name: String, in range: ClosedRange<Int> = .min ... .max) -> Int? {
        required(name) { try $0.asInt(in: range) }
    }

    /// The required truth value.
    public mutating func bool(_ name: String) -> Bool? {
        required(name) { try $0.asBool() }
    }

    /// The required array, each element as `read` understands it.
    @inlinable public mutating func array<T>(
        _ name: String, limit: Int = .max, _ read: (JSONValue) throws -> T
    ) -> [T]? {
        guard let elements = required(name, { try $0.asArray(limit: limit) }) else { return nil }
        return self.elements(elements, of: name, read)
    }

    /// The array, each element as `read` understands it; nil when it is absent or null.
    @inlinable public mutating func optionalArray<T>(
        _ name: String, limit: Int = .max, _ read: (JSONValue) throws -> T
    ) -> [T]? {
        guard let elements = optional(name, { try $0.asArray(limit: limit) }) else { return nil }
        return self.elements(elements, of: name, read)
    }

    /// The required object, as strictly read as this one; members that `read` does not ask for are mistakes.
    @inlinable public mutating func object<T>(_ name: String, _ read: (inout JSONFields) throws -> T) -> T? {
        required(name) { try Self.nested($0, read) }
    }

    /// The object, as strictly read as this one; nil when it is absent or null.
    @inlinable public mutating func optionalObject<T>(_ name: String, _ read: (inout JSONFields) throws -> T) -> T? {
        optional(name) { try Self.nested($0, read) }
    }

    /// The required array of objects, each as strictly read as this one.
    @inlinable public mutating func objects<T>(
        _ name: String, limit: Int = .max, _ read: (inout JSONFields) throws -> T
    ) -> [T]? {
        array(name, limit: limit) { try Self.nested($0, read) }
    }

    /// The array of objects, each as strictly read as this one; nil when it is absent or null.
    @inlinable public mutating func optionalObjects<T>(
        _ name: String, limit: Int = .max, _ read: (inout JSONFields) throws -> T
    ) -> [T]? {
        optionalArray(name, limit: limit) { try Self.nested($0, read) }
    }

    @inlinable mutating func elements<T>(
        _ elements: [JSONValue], of name: String, _ read: (JSONValue) throws -> T
    ) -> [T] {
        var result: [T] = []
        result.reserveCapacity(elements.count)
        for (index, element) in elements.enumerated() {
            do {
                result.append(try read(element))
            } catch {
                collect(error, at: name, index)
            }
        }
        return result
    }

    // The pointers inside are relative to the object; whoever catches the mistakes knows where it stands.
    @inlinable static func nested<T>(_ value: JSONValue, _ read: (inout JSONFields) throws -> T) throws -> T {
        var fields = JSONFields(value)
        let result = try read(&fields)
        try fields.finish()
        return result
    }
}
