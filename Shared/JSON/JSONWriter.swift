internal import Glibc

/// Writes JSON straight to bytes; commas come by themselves.
///
/// ```swift
/// var json = JSONWriter()
/// json.beginObject()
/// json.key("title"); json.string(task.title)
/// json.endObject()
/// return json.finish()
/// ```
/// It checks no grammar: a member without a value is the caller's mistake. Small calls are inlined into the caller's
/// module, where constant names become a few stores; a list of 20 tasks takes a few microseconds.
public struct JSONWriter: ~Copyable {
    @usableFromInline var base: UnsafeMutablePointer<UInt8>
    @usableFromInline var capacity: Int
    @usableFromInline var used = 0
    /// Whether the next name or value needs a comma before it: true after a value, false after a bracket or a colon.
    @usableFromInline var pending = false

    /// A writer with room for `capacity` bytes; it grows by itself.
    public init(capacity: Int = 512) {
        self.capacity = max(capacity, 64)
        base = Self.allocate(self.capacity)
    }

    deinit { free(base) }

    /// The text, for an owner that frees it. Ends the writer.
    public consuming func finish() -> JSONBytes {
        let text = JSONBytes(owning: base, count: used)
        forget()
        return text
    }

    /// Ends the writer without freeing its memory, which has a new owner.
    consuming func forget() { discard self }

    /// A copy of what was written so far.
    public var bytes: [UInt8] { Array(UnsafeBufferPointer(start: base, count: used)) }

    /// Calls `body` with what was written so far.
    public func withBytes<T, E: Error>(_ body: (UnsafeRawBufferPointer) throws(E) -> T) throws(E) -> T {
        try body(UnsafeRawBufferPointer(start: base, count: used))
    }

    /// Forgets what was written and keeps the memory.
    public mutating func removeAll() {
        used = 0
        pending = false
    }

    /// Bytes written so far.
    public var count: Int { used }

    // MARK: Structure

    /// Begins an object.
    @inlinable public mutating func beginObject() { open(UInt8(ascii: "{")) }
    /// Ends the object that began last.
    @inlinable public mutating func endObject() { close(UInt8(ascii: "}")) }
    /// Begins an array.
    @inlinable public mutating func beginArray() { open(UInt8(ascii: "[")) }
    /// Ends the array that began last.
    @inlinable public mutating func endArray() { close(UInt8(ascii: "]")) }

    /// Writes an object whose members `body` writes.
    @inlinable public mutating func object<E: Error>(_ body: (inout JSONWriter) throws(E) -> Void) throws(E) {
        beginObject()
        try body(&self)
        endObject()
    }

    /// Writes an array whose elements `body` writes.
    @inlinable public mutating func array<E: Error>(_ body: (inout JSONWriter) throws(E) -> Void) throws(E) {
        beginArray()
        try body(&self)
        endArray()
    }

    /// Writes a member's name; a constant one, which needs no escapes.
    @inlinable @inline(__always) public mutating func key(_ name: StaticString) {
        let length = name.utf8CodeUnitCount
        reserve(length &+ 4)
        comma()
        base[used] = UInt8(ascii: "\"")
        (base + used + 1).update(from: name.utf8Start, count: length)
        base[used &+ length &+ 1] = UInt8(ascii: "\"")
        base[used &+ length &+ 2] = UInt8(ascii: ":")
        used &+= length &+ 3
        pending = false
    }

    /// Writes a member's name that is known at run time only.
    @_disfavoredOverload
    public mutating func key(_ name: String) {
        string(name)
        reserve(1)
        put(UInt8(ascii: ":"))
        pending = false
    }

    // MARK: Bytes

    @inlinable @inline(__always) mutating func reserve(_ more: Int) {
        if used &+ more > capacity { grow(more) }
    }

    @inlinable @inline(__always) mutating func put(_ byte: UInt8) {
        base[used] = byte
        used &+= 1
    }

    /// The comma before a name or value, if it needs one. Room for it has been reserved.
    @inlinable @inline(__always) mutating func comma() {
        base[used] = UInt8(ascii: ",")
        used &+= pending ? 1 : 0
    }

    @inlinable @inline(__always) mutating func open(_ bracket: UInt8) {
        reserve(2)
        comma()
        put(bracket)
        pending = false
    }

    @inlinable @inline(__always) mutating func close(_ bracket: UInt8) {
        reserve(1)
        put(bracket)
        pending = true
    }

    @usableFromInline mutating func grow(_ more: Int) {
        capacity = max(capacity * 2, used + more)
        guard let larger = realloc(base, capacity) else { preconditionFailure("out of memory") }
        base = larger.assumingMemoryBound(to: UInt8.self)
    }

    static func allocate(_ capacity: Int) -> UnsafeMutablePointer<UInt8> {
        guard let memory = malloc(capacity) else { preconditionFailure("out of memory") }
        return memory.assumingMemoryBound(to: UInt8.self)
    }
}
