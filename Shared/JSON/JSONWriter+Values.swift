extension JSONWriter {
    /// Writes `null`.
    @inlinable public mutating func null() { word("null") }

    /// Writes `true` or `false`.
    @inlinable public mutating func bool(_ value: Bool) {
        if value { word("true") } else { word("false") }
    }

    @inlinable @inline(__always) mutating func word(_ word: StaticString) {
        reserve(8)
        comma()
        (base + used).update(from: word.utf8Start, count: word.utf8CodeUnitCount)
        used &+= word.utf8CodeUnitCount
        pending = true
    }

    /// Writes a whole number.
    @inlinable public mutating func int(_ value: some BinaryInteger) {
        if let value = Int64(exactly: value) { integer(value) } else { raw(String(value).utf8) }
    }

    /// Writes a whole number of 64 bits.
    @usableFromInline mutating func integer(_ value: Int64) {
        reserve(24)
        comma()
        pending = true
        if value < 0 { put(UInt8(ascii: "-")) }
        var rest = value.magnitude
        guard rest >= 10 else {
            put(UInt8(ascii: "0") &+ UInt8(truncatingIfNeeded: rest))
            return
        }
        var digits = 1
        var power: UInt64 = 10
        while digits < 19, rest >= power {
            digits &+= 1
            power &*= 10
        }
        var place = base + used + digits
        used &+= digits
        while rest >= 10 {
            let (quotient, digit) = rest.quotientAndRemainder(dividingBy: 10)
            place -= 1
            place.pointee = UInt8(ascii: "0") &+ UInt8(truncatingIfNeeded: digit)
            rest = quotient
        }
        place[-1] = UInt8(ascii: "0") &+ UInt8(truncatingIfNeeded: rest)
    }

    /// Writes a number in its shortest form that reads back as the same; `null` for infinities and NaN.
    public mutating func double(_ value: Double) {
        guard value.isFinite else { return null() }
        raw(value.description.utf8)
    }

    /// Writes a number as it was written.
    public mutating func number(_ value: JSONNumber) { raw(value.text.utf8) }

    /// Writes bytes that are one JSON value already.
    public mutating func raw(_ json: some Collection<UInt8>) {
        let done: Void? = json.withContiguousStorageIfAvailable { copy(UnsafeRawBufferPointer($0)) }
        if done == nil { Array(json).withUnsafeBytes { copy($0) } }
    }

    /// Writes another writer's text as one value.
    public mutating func raw(_ json: JSONBytes) { json.withBytes { copy($0) } }

    private mutating func copy(_ json: UnsafeRawBufferPointer) {
        reserve(json.count &+ 1)
        comma()
        if let start = json.baseAddress {
            UnsafeMutableRawPointer(base + used).copyMemory(from: start, byteCount: json.count)
        }
        used &+= json.count
        pending = true
    }

    /// Writes any value.
    public mutating func value(_ value: JSONValue) {
        switch value {
        case .null: null()
        case .bool(let value): bool(value)
        case .number(let value): number(value)
        case .string(let value): string(value)
        case .array(let elements):
            beginArray()
            for element in elements { self.value(element) }
            endArray()
        case .object(let object):
            beginObject()
            for member in object {
                key(member.name)
                self.value(member.value)
            }
            endObject()
        }
    }
}
