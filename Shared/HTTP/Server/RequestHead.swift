internal import CMicrohttpd
internal import Glibc

/// What the library read up to the end of the headers, checked.
struct RequestHead {
    let request: HTTPRequest
    let framing: RequestGuard.Framing
    let isEncoded: Bool

    static let malformedLine = Problem(.badRequest, "malformed-request", "The request line is malformed.")

    init(
        _ handle: OpaquePointer, method: UnsafePointer<CChar>, version: UnsafePointer<CChar>, target: RequestTarget,
        targetBytes: UnsafeRawBufferPointer, address: String
    ) throws(Problem) {
        let methodLength = Self.length(of: method)
        let methodBytes = UnsafeRawBufferPointer(start: method, count: methodLength)
        var fields = Fields(lines: HeaderLines(handle, method: methodBytes, target: targetBytes, version: version))
        guard !fields.lines.isBroken else { throw Self.malformedLine }
        withUnsafeMutablePointer(to: &fields) { pointer in
            _ = MHD_get_connection_values_n(handle, .HEADER_KIND, fieldCallback, pointer)
        }
        if let problem = fields.problem { throw problem }
        guard fields.lines.isComplete else { throw HeaderLines.broken }
        try fields.rules.finish(
            method: methodBytes,
            isHTTP11: strcmp(version, "HTTP/1.0") != 0)
        request = HTTPRequest(
            method: HTTPMethod(rawValue: String(cString: method)), target: target, headers: fields.rules.headers,
            remoteAddress: address)
        framing = fields.rules.framing
        isEncoded = fields.rules.contentEncoding
    }

    static func length(of text: UnsafePointer<CChar>) -> Int { strlen(text) }

    static func shutdown(_ descriptor: Int32) { _ = Glibc.shutdown(descriptor, Int32(SHUT_RDWR)) }

    struct Fields {
        var rules = RequestGuard()
        var lines: HeaderLines
        var problem: Problem?

        mutating func add(_ name: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer) -> Bool {
            do throws(Problem) {
                try lines.next(name, value)
                try rules.add(name, value)
                return true
            } catch {
                problem = error
                return false
            }
        }
    }
}

private nonisolated let fieldCallback: MHD_KeyValueIteratorN = { context, _, name, nameCount, value, valueCount in
    guard let context, let name else { return .NO }
    let fields = context.assumingMemoryBound(to: RequestHead.Fields.self)
    let isFine = fields.pointee.add(
        UnsafeRawBufferPointer(start: name, count: nameCount),
        UnsafeRawBufferPointer(start: value ?? name, count: value == nil ? 0 : valueCount))
    return isFine ? .YES : .NO
}
