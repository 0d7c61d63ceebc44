/// Reads JSON strictly: RFC 8259 and nothing beside it.
///
/// Refused, each with its place: anything after the value, comments, trailing commas, a byte order mark, invalid UTF-8
/// and lone surrogates, duplicate names, and what exceeds the limits.
public enum JSONReader {
    /// The value of a JSON text in UTF-8.
    public static func parse(
        _ text: UnsafeBufferPointer<UInt8>, limits: JSONLimits = JSONLimits()
    ) throws(JSONSyntaxError) -> JSONValue {
        guard text.count <= limits.bytes else {
            throw JSONSyntaxError(.size, "the text is longer than \(limits.bytes) bytes", at: 0, in: text)
        }
        var parser = JSONParser(text, depth: limits.depth)
        return try parser.document()
    }

    /// The value of a JSON text in UTF-8: an array of bytes, `"…".utf8`, a raw buffer.
    public static func parse(
        _ text: some Collection<UInt8>, limits: JSONLimits = JSONLimits()
    ) throws(JSONSyntaxError) -> JSONValue {
        let result = text.withContiguousStorageIfAvailable { read($0, limits) }
        return try (result ?? Array(text).withUnsafeBufferPointer { read($0, limits) }).get()
    }

    /// The value of a JSON text that a writer made.
    public static func parse(
        _ text: JSONBytes, limits: JSONLimits = JSONLimits()
    ) throws(JSONSyntaxError) -> JSONValue {
        try text.withBytes { bytes in bytes.withMemoryRebound(to: UInt8.self) { read($0, limits) } }.get()
    }

    /// Longer texts take a good part of a millisecond, more than one request may keep the event loop for.
    public static let longestAtOnce = 64 << 10

    /// The value of a request's body: read at once when it is short, and away from the caller's actor when it is long.
    public static func parse(
        body: [UInt8], limits: JSONLimits = JSONLimits()
    ) async throws(JSONSyntaxError) -> JSONValue {
        guard body.count > longestAtOnce, body.count <= limits.bytes else { return try parse(body, limits: limits) }
        // Its task may prefer the event loop's thread for everything.
        return try await withTaskExecutorPreference(globalConcurrentExecutor) { () throws(JSONSyntaxError) in
            try await parseElsewhere(body, limits)
        }
    }

    @concurrent private static func parseElsewhere(
        _ body: [UInt8], _ limits: JSONLimits
    ) async throws(JSONSyntaxError) -> JSONValue {
        try parse(body, limits: limits)
    }

    // The standard library's closures rethrow untyped errors; a result carries the typed one through.
    private static func read(
        _ text: UnsafeBufferPointer<UInt8>, _ limits: JSONLimits
    ) -> Result<JSONValue, JSONSyntaxError> {
        do throws(JSONSyntaxError) {
            return .success(try parse(text, limits: limits))
        } catch {
            return .failure(error)
        }
    }
}
