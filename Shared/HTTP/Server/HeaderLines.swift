internal import CMicrohttpd
internal import Glibc

/// Checks that nothing lies in a request's head but what the library tells of it.
///
/// Version 0.9.75 reads lines as C strings: "X: a\0b" arrives as "a", a request line with a NUL as a shorter path, a
/// folded line glued to the one before, a line that ends with LF alone like any other. But it leaves the head where
/// it was received, with NUL over each line's end; so what lies *between* method, target, version, names and values
/// tells. Later versions parse anew and refuse these by themselves; there this does nothing.
struct HeaderLines {
    private var cursor: UnsafeRawPointer
    private let end: UnsafeRawPointer
    let isBroken: Bool

    static let broken = Problem(.badRequest, "malformed-request", "A header line is malformed.")

    static let isNeeded: Bool = {
        let parts = String(cString: MHD_get_version()).split(separator: ".").compactMap { Int($0) }
        return parts.lexicographicallyPrecedes([0, 9, 77])
    }()

    init(
        _ handle: OpaquePointer, method: UnsafeRawBufferPointer, target: UnsafeRawBufferPointer,
        version: UnsafePointer<CChar>
    ) {
        let version = UnsafeRawPointer(version)
        let start = method.baseAddress ?? version
        cursor = version + strlen(version.assumingMemoryBound(to: CChar.self))
        end = start + mhd_header_size(handle)
        // One space stood on each side of the target.
        isBroken =
            Self.isNeeded
            && (start + method.count + 1 != target.baseAddress
                || target.baseAddress.map { $0 + target.count + 1 } != version)
    }

    /// The next field follows directly upon the line before.
    mutating func next(_ name: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer) throws(Problem) {
        guard Self.isNeeded, let nameStart = name.baseAddress, let valueStart = value.baseAddress else { return }
        let nameEnd = nameStart + name.count
        guard nameStart >= cursor, nameEnd < end, valueStart > nameEnd, valueStart + value.count <= end,
            RequestGuard.endsLine(UnsafeRawBufferPointer(start: cursor, count: nameStart - cursor)),
            // A NUL in the place of the colon, then spaces.
            UnsafeRawBufferPointer(start: nameEnd + 1, count: valueStart - nameEnd - 1)
                .allSatisfy({ $0 == 0x20 || $0 == 0x09 })
        else { throw Self.broken }
        cursor = valueStart + value.count
    }

    /// After the last field: its end, and the empty line.
    var isComplete: Bool {
        guard Self.isNeeded else { return true }
        guard cursor < end else { return false }
        return RequestGuard.endsLine(UnsafeRawBufferPointer(start: cursor, count: end - cursor), lines: 2)
    }
}
