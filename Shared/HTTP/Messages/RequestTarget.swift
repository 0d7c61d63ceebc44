/// The target of a request line, split first and decoded part by part afterwards.
///
/// Decoding before splitting is how `..%2f..%2fadmin` becomes another path; so an encoded slash stays inside its part.
/// Refused with 400: a bad escape, `%00`, what is no UTF-8, "." and ".." as a part (encoded or not), raw control or
/// non-ASCII bytes.
struct RequestTarget: Sendable {
    static let limit = 8 << 10

    var path: String
    var segments: [String] = []
    var query = HTTPQuery()

    init(_ target: String) throws(Problem) {
        try self.init(utf8: Array(target.utf8).span)
    }

    init(utf8 raw: Span<UInt8>) throws(Problem) {
        guard raw.count <= Self.limit else { throw Self.tooLong }
        var path = 0..<raw.count
        for index in 0..<raw.count {
            let byte = raw[index]
            guard byte > 0x20, byte < 0x7F else { throw .badTarget("The request target holds a character unencoded.") }
            if byte == UInt8(ascii: "#") { throw .badTarget("The request target holds a fragment.") }
        }
        var query: Range<Int>?
        if let mark = Self.index(of: UInt8(ascii: "?"), in: raw, from: 0) {
            path = 0..<mark
            query = mark + 1..<raw.count
        }
        path = Self.withoutAuthority(path, raw)
        self.path = Self.string(path, raw)
        segments = try Self.split(path, raw)
        if let query { self.query = try Self.parseQuery(query, raw) }
    }

    static let tooLong = Problem(.uriTooLong, "uri-too-long", "The request target is longer than 8 KiB.")

    /// The absolute form, `http://host/path`, which a server must accept (RFC 9112 3.2.2).
    private static func withoutAuthority(_ path: Range<Int>, _ raw: Span<UInt8>) -> Range<Int> {
        guard !path.isEmpty, raw[path.lowerBound] != UInt8(ascii: "/") else { return path }
        for scheme in ["http://", "https://"] where path.count > scheme.utf8.count {
            let length = scheme.utf8.count
            guard zip(0..<length, scheme.utf8).allSatisfy({ raw[$0] | 0x20 == $1 | 0x20 }) else { continue }
            guard let slash = index(of: UInt8(ascii: "/"), in: raw, from: length), slash < path.upperBound else {
                continue
            }
            return slash..<path.upperBound
        }
        return path
    }

    private static func split(_ path: Range<Int>, _ raw: Span<UInt8>) throws(Problem) -> [String] {
        if path.count == 1, raw[path.lowerBound] == UInt8(ascii: "*") { return ["*"] }
        guard !path.isEmpty, raw[path.lowerBound] == UInt8(ascii: "/") else {
            throw .badTarget("The path does not start with a slash.")
        }
        guard path.count > 1 else { return [] }
        var segments: [String] = []
        var start = path.lowerBound + 1
        for index in start...path.upperBound where index == path.upperBound || raw[index] == UInt8(ascii: "/") {
            let segment = try decode(start..<index, raw, plusIsSpace: false)
            guard segment != ".", segment != ".." else { throw .badTarget("The path holds a dot segment.") }
            segments.append(segment)
            start = index + 1
        }
        return segments
    }

    private static func parseQuery(_ query: Range<Int>, _ raw: Span<UInt8>) throws(Problem) -> HTTPQuery {
        var items: [(name: String, value: String)] = []
        var start = query.lowerBound
        for index in query.lowerBound...query.upperBound
        where index == query.upperBound || raw[index] == UInt8(ascii: "&") {
            defer { start = index + 1 }
            guard start < index else { continue }
            let equals = Self.index(of: UInt8(ascii: "="), in: raw, from: start) ?? index
            let name = try decode(start..<min(equals, index), raw, plusIsSpace: true)
            let value = equals < index ? try decode(equals + 1..<index, raw, plusIsSpace: true) : ""
            items.append((name, value))
        }
        return HTTPQuery(items)
    }

    private static func decode(_ part: Range<Int>, _ raw: Span<UInt8>, plusIsSpace: Bool) throws(Problem) -> String {
        let isPlain = raw.withUnsafeBufferPointer { bytes in
            bytes[part].allSatisfy { $0 != UInt8(ascii: "%") && $0 != UInt8(ascii: "+") }
        }
        guard !isPlain else { return string(part, raw) }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(part.count)
        var index = part.lowerBound
        while index < part.upperBound {
            let byte = raw[index]
            index += 1
            switch byte {
            case UInt8(ascii: "%"):
                guard index + 1 < part.upperBound, let high = nibble(raw[index]), let low = nibble(raw[index + 1])
                else { throw .badTarget("The request target holds a malformed escape.") }
                bytes.append(high << 4 | low)
                index += 2
            case UInt8(ascii: "+") where plusIsSpace: bytes.append(0x20)
            default: bytes.append(byte)
            }
        }
        guard !bytes.contains(0) else {
            throw Problem(.badRequest, "invalid-character", "The request target holds U+0000.")
        }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw Problem(.badRequest, "invalid-utf8", "The request target is not UTF-8.")
        }
        return text
    }

    /// ASCII by now.
    private static func string(_ part: Range<Int>, _ raw: Span<UInt8>) -> String {
        raw.withUnsafeBufferPointer { String(decoding: UnsafeBufferPointer(rebasing: $0[part]), as: UTF8.self) }
    }

    private static func index(of byte: UInt8, in raw: Span<UInt8>, from start: Int) -> Int? {
        (start..<raw.count).first { raw[$0] == byte }
    }

    private static func nibble(_ byte: UInt8) -> UInt8? {
        switch byte {
        case 0x30...0x39: byte - 0x30
        case 0x41...0x46: byte - 0x37
        case 0x61...0x66: byte - 0x57
        default: nil
        }
    }
}

extension Problem {
    fileprivate static func badTarget(_ detail: String) -> Problem { Problem(.badRequest, "invalid-path", detail) }
}
