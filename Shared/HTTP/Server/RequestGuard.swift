/// The rules of RFC 9112 that libmicrohttpd is lenient about, and our limits: looked at in a request's first callback.
///
/// Pure. Whatever it refuses is answered with `Connection: close`: two parsers that disagree about where such a
/// request ends would let the rest be taken for another request.
struct RequestGuard {
    static let maxHeaders = 100

    /// How the body comes.
    enum Framing: Equatable {
        case none
        case length(Int)
        case chunked
    }

    private(set) var headers = HTTPHeaders()
    private(set) var framing = Framing.none
    private(set) var contentEncoding = false
    private var count = 0
    private var hosts = 0

    /// Room for the headers of an ordinary request.
    init() { headers.reserve(512) }

    /// Takes the next field. Spaces around the value do not count.
    mutating func add(_ name: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer) throws(Problem) {
        count += 1
        guard count <= Self.maxHeaders else {
            throw Problem(
                .requestHeaderFieldsTooLarge, "too-many-headers", "A request has at most \(Self.maxHeaders) headers.")
        }
        guard Self.isToken(name) else { throw .malformed("A header's name is no token.") }
        let value = Self.trimmed(value)
        guard !Self.holdsControl(value) else {
            throw .malformed("A header's value holds a control character.")
        }
        try consider(name, value)
        headers.append(name, value)
    }

    /// After the last field.
    func finish(method: UnsafeRawBufferPointer, isHTTP11: Bool) throws(Problem) {
        guard !method.isEmpty, method.allSatisfy({ $0 &- 0x41 < 26 || $0 == UInt8(ascii: "-") }) else {
            throw .malformed("The method is not in upper case.")
        }
        guard hosts == 1 || (hosts == 0 && !isHTTP11) else {
            throw .malformed("A request has exactly one Host header.")
        }
    }

    /// What lies between two header lines in the library's buffer, where it wrote NUL over each line's end: nothing
    /// but spaces and two NULs. More means that the value itself held a NUL, fewer that the line ended without CR.
    static func endsLine(_ gap: UnsafeRawBufferPointer, lines: Int = 1) -> Bool {
        guard gap.count >= 2 * lines else { return false }
        let end = gap.count - 2 * lines
        return gap[end...].allSatisfy { $0 == 0 } && gap[..<end].allSatisfy(isBlank)
    }

    private mutating func consider(_ name: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer) throws(Problem) {
        // By length first: nearly every header is none of these.
        switch name.count {
        case 4 where HTTPHeaders.matches(name, "Host"):
            hosts += 1
            guard hosts == 1 else { throw .malformed("A request has exactly one Host header.") }
            guard value.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else { throw .malformed("Host is malformed.") }
        case 14 where HTTPHeaders.matches(name, "Content-Length"):
            guard framing == .none else { throw .malformed("The length of the body is told twice.") }
            framing = .length(try Self.length(value))
        case 17 where HTTPHeaders.matches(name, "Transfer-Encoding"):
            guard framing == .none else { throw .malformed("The length of the body is told twice.") }
            guard HTTPHeaders.matches(value, "chunked") else {
                throw .malformed("Transfer-Encoding is other than chunked.")
            }
            framing = .chunked
        case 16 where HTTPHeaders.matches(name, "Content-Encoding"):
            if !value.isEmpty, !HTTPHeaders.matches(value, "identity") { contentEncoding = true }
        default: break
        }
    }

    private static func length(_ value: UnsafeRawBufferPointer) throws(Problem) -> Int {
        guard !value.isEmpty, value.count <= 18, value.allSatisfy({ $0 &- 0x30 < 10 }) else {
            throw .malformed("Content-Length is no length.")
        }
        return value.reduce(0) { $0 * 10 + Int($1 - 0x30) }
    }

    private static func trimmed(_ value: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer {
        var (start, end) = (0, value.count)
        while start < end, isBlank(value[start]) { start += 1 }
        while end > start, isBlank(value[end - 1]) { end -= 1 }
        return UnsafeRawBufferPointer(rebasing: value[start..<end])
    }

    private static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }

    /// Eight bytes at a time: a token alone has some four hundred.
    private static func holdsControl(_ value: UnsafeRawBufferPointer) -> Bool {
        let (ones, highs): (UInt64, UInt64) = (0x0101_0101_0101_0101, 0x8080_8080_8080_8080)
        var index = 0
        while index + 8 <= value.count {
            let word = value.loadUnaligned(fromByteOffset: index, as: UInt64.self)
            let delete = word ^ (0x7F &* ones)
            // Where a byte is below 0x20 (perhaps a tab), or 0x7F: the bytes from here on are looked at singly.
            guard ((word &- 0x20 &* ones) & ~word | (delete &- ones) & ~delete) & highs == 0 else { break }
            index += 8
        }
        return value[index...].contains(where: isControl)
    }

    private static func isControl(_ byte: UInt8) -> Bool { (byte < 0x20 && byte != 0x09) || byte == 0x7F }

    /// RFC 9110 5.6.2.
    private static func isToken(_ name: UnsafeRawBufferPointer) -> Bool {
        !name.isEmpty
            && name.allSatisfy { byte in
                byte < 128 && (byte < 64 ? tokenLow : tokenHigh) & (1 << UInt64(byte & 63)) != 0
            }
    }

    private static let tokenLow = bits("!#$%&'*+-.0123456789", from: 0)
    private static let tokenHigh = bits(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZ^_`abcdefghijklmnopqrstuvwxyz|~", from: 64)

    private static func bits(_ characters: String, from: UInt8) -> UInt64 {
        characters.utf8.reduce(0) { $0 | 1 << UInt64($1 - from) }
    }
}

extension Problem {
    fileprivate static func malformed(_ detail: String) -> Problem { Problem(.badRequest, "malformed-request", detail) }
}
