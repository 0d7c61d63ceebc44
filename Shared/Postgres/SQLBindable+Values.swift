public import FoundationEssentials

extension Int: SQLArrayElement {
    public static var sqlElementType: SQLType { .int8 }
    public func writeElement(to binds: inout SQLBinds) -> Bool { Int64(self).writeElement(to: &binds) }
}

extension Int64: SQLArrayElement {
    public static var sqlElementType: SQLType { .int8 }
    public func writeElement(to binds: inout SQLBinds) -> Bool {
        binds.write(self)
        return true
    }
}

extension Int32: SQLArrayElement {
    public static var sqlElementType: SQLType { .int4 }
    public func writeElement(to binds: inout SQLBinds) -> Bool {
        binds.write(self)
        return true
    }
}

extension Int16: SQLArrayElement {
    public static var sqlElementType: SQLType { .int2 }
    public func writeElement(to binds: inout SQLBinds) -> Bool {
        binds.write(self)
        return true
    }
}

extension Bool: SQLArrayElement {
    public static var sqlElementType: SQLType { .bool }
    public func writeElement(to binds: inout SQLBinds) -> Bool {
        binds.write(UInt8(self ? 1 : 0))
        return true
    }
}

extension Double: SQLArrayElement {
    public static var sqlElementType: SQLType { .float8 }
    public func writeElement(to binds: inout SQLBinds) -> Bool {
        binds.write(bitPattern)
        return true
    }
}

extension UUID: SQLArrayElement {
    public static var sqlElementType: SQLType { .uuid }
    public func writeElement(to binds: inout SQLBinds) -> Bool {
        withUnsafeBytes(of: uuid) { binds.bytes.append(contentsOf: $0) }
        return true
    }
}

/// `timestamptz`, rounded to the microsecond. NaN, infinities and what PostgreSQL cannot hold (before 4714 BC, after
/// 294276 AD) make the statement refuse to be sent.
extension Date: SQLArrayElement {
    public static var sqlElementType: SQLType { .timestamptz }
    public func writeElement(to binds: inout SQLBinds) -> Bool {
        if let microseconds = PostgresTime.microseconds(of: self) {
            binds.write(microseconds)
        } else {
            binds.refuse(.invalidDate)
        }
        return true
    }
}

/// Text: sent as text, so that the server may read it as the type the statement wants (an enum, an interval).
extension String: SQLArrayElement {
    public static var sqlType: SQLType { .inferred }
    public static var sqlElementType: SQLType { .text }

    public func bind(into binds: inout SQLBinds) {
        var copy = self
        copy.withUTF8 { binds.appendText(UnsafeRawBufferPointer($0)) }
    }

    public func writeElement(to binds: inout SQLBinds) -> Bool {
        var copy = self
        copy.withUTF8 { binds.write(text: UnsafeRawBufferPointer($0)) }
        return true
    }
}

/// `[UInt8]` is `bytea`, not an array.
extension UInt8: SQLArrayElement {
    public static var sqlElementType: SQLType { .int2 }
    public static var sqlArrayType: SQLType { .bytea }

    public func writeElement(to binds: inout SQLBinds) -> Bool {
        binds.write(Int16(self))
        return true
    }

    public static func bindArray(_ elements: [UInt8], into binds: inout SQLBinds) {
        binds.appendBinary { $0.bytes.append(contentsOf: elements) }
    }
}

/// `[[UInt8]]` is `bytea[]`.
extension Array: SQLArrayElement where Element == UInt8 {
    public static var sqlElementType: SQLType { .bytea }
    public func writeElement(to binds: inout SQLBinds) -> Bool {
        binds.bytes.append(contentsOf: self)
        return true
    }
}

/// UTF-8 text that is somewhere in memory already.
struct SQLText: SQLBindable, @unchecked Sendable {
    let utf8: UnsafeRawBufferPointer

    static var sqlType: SQLType { .inferred }
    func bind(into binds: inout SQLBinds) { binds.appendText(utf8) }
}
