/// A value that can be bound: integers, `Bool`, `Double`, `String`, `UUID`, `Date`, `[UInt8]` (bytea) and arrays of them.
///
/// A raw representable type (a typed identifier, an enum of strings) conforms with an empty extension.
/// `Int` is declared as `bigint`: where a function insists on `int`, cast the parameter in the statement.
public protocol SQLBindable: Sendable {
    /// The declared type of the parameter.
    static var sqlType: SQLType { get }
    /// Appends exactly one value.
    func bind(into binds: inout SQLBinds)
}

/// A value that can stand in an array.
public protocol SQLArrayElement: SQLBindable {
    /// The type of the elements in the array.
    static var sqlElementType: SQLType { get }
    /// Appends the bytes of the value; false for NULL.
    func writeElement(to binds: inout SQLBinds) -> Bool
    static func bindArray(_ elements: [Self], into binds: inout SQLBinds)
    static var sqlArrayType: SQLType { get }
}

extension SQLArrayElement {
    public static var sqlType: SQLType { sqlElementType }
    public static var sqlArrayType: SQLType { sqlElementType.array }

    public func bind(into binds: inout SQLBinds) {
        binds.appendBinary { _ = writeElement(to: &$0) }
    }

    /// The binary form: dimensions, whether there are NULLs, element type, count, lower bound, then length and bytes each.
    public static func bindArray(_ elements: [Self], into binds: inout SQLBinds) {
        binds.appendBinary { binds in
            binds.write(Int32(elements.isEmpty ? 0 : 1))
            binds.write(Int32(1))
            binds.write(sqlElementType.rawValue)
            guard !elements.isEmpty else { return }
            binds.write(Int32(elements.count))
            binds.write(Int32(1))
            for element in elements { append(element, to: &binds) }
        }
    }

    private static func append(_ element: Self, to binds: inout SQLBinds) {
        let lengthAt = binds.bytes.count
        binds.write(Int32(-1))
        guard element.writeElement(to: &binds) else { return }
        let length = Int32(binds.bytes.count - lengthAt - 4).bigEndian
        withUnsafeBytes(of: length) { binds.bytes.replaceSubrange(lengthAt..<lengthAt + 4, with: $0) }
    }
}

extension Array: SQLBindable where Element: SQLArrayElement {
    public static var sqlType: SQLType { Element.sqlArrayType }
    public func bind(into binds: inout SQLBinds) { Element.bindArray(self, into: &binds) }
}

/// An array may hold NULLs: what a multi-row `unnest` needs for its optional columns.
extension Optional: SQLBindable where Wrapped: SQLArrayElement {}

extension Optional: SQLArrayElement where Wrapped: SQLArrayElement {
    public static var sqlType: SQLType { Wrapped.sqlType }
    public static var sqlElementType: SQLType { Wrapped.sqlElementType }

    public func bind(into binds: inout SQLBinds) {
        if let self { self.bind(into: &binds) } else { binds.appendNull() }
    }

    public func writeElement(to binds: inout SQLBinds) -> Bool {
        self?.writeElement(to: &binds) ?? false
    }
}

extension SQLBindable where Self: RawRepresentable, RawValue: SQLBindable {
    public static var sqlType: SQLType { RawValue.sqlType }
    public func bind(into binds: inout SQLBinds) { rawValue.bind(into: &binds) }
}

extension SQLArrayElement where Self: RawRepresentable, RawValue: SQLArrayElement {
    public static var sqlType: SQLType { RawValue.sqlType }
    public static var sqlElementType: SQLType { RawValue.sqlElementType }
    public func bind(into binds: inout SQLBinds) { rawValue.bind(into: &binds) }
    public func writeElement(to binds: inout SQLBinds) -> Bool { rawValue.writeElement(to: &binds) }
}
