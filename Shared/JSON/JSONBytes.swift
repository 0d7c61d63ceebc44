internal import Glibc

/// A finished JSON text in memory of `malloc`, so that a C library can take it over without a copy.
///
/// Nothing changes it but ``release()``, and whoever calls that is the last to have it.
public final class JSONBytes: @unchecked Sendable {
    private var base: UnsafeMutableRawPointer?
    /// The length in bytes.
    public private(set) var count: Int

    /// Takes over memory of `malloc`.
    @usableFromInline init(owning base: UnsafeMutableRawPointer, count: Int) {
        self.base = base
        self.count = count
    }

    /// A copy of bytes that are JSON already.
    public convenience init(copying bytes: some Collection<UInt8>) {
        var writer = JSONWriter(capacity: bytes.count)
        writer.raw(bytes)
        self.init(owning: writer.base, count: writer.count)
        writer.forget()
    }

    deinit { free(base) }

    /// Calls `body` with the text; with none after ``release()``.
    public func withBytes<T, E: Error>(_ body: (UnsafeRawBufferPointer) throws(E) -> T) throws(E) -> T {
        try body(UnsafeRawBufferPointer(start: base, count: count))
    }

    /// Gives the memory away: the caller frees it (`free`), and this object is empty from then on.
    ///
    /// Never nil the first time; afterwards it answers a new block of one byte, so that a second owner frees nothing
    /// that is not its own.
    public func release() -> UnsafeMutableRawPointer {
        let taken = base ?? UnsafeMutableRawPointer(JSONWriter.allocate(1))
        base = nil
        count = 0
        return taken
    }

    /// A copy of the text.
    public var bytes: [UInt8] { withBytes { Array($0) } }

    /// The text as a string, for tests and logs.
    public var text: String { withBytes { String(decoding: $0, as: UTF8.self) } }
}
