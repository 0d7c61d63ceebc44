internal import CMicrohttpd
internal import Glibc
internal import JSON
internal import Reactor

/// Hands an answer to the library.
@LoopActor enum ResponseWriter {
    static func queue(_ response: HTTPResponse, on connection: HTTPConnection, closing: Bool) -> MHD_Result {
        guard let made = make(response, on: connection) else { return .NO }
        defer { MHD_destroy_response(made) }
        var hasType = false
        response.headers.visit { field in
            if field.name.count == 12, HTTPHeaders.matches(field.name, "Content-Type") { hasType = true }
            add(field, to: made)
            return true
        }
        if !hasType, case .json = response.body { add("Content-Type", "application/json", to: made) }
        if closing { add("Connection", "close", to: made) }
        return MHD_queue_response(connection.handle, UInt32(response.status.code), made)
    }

    private static func make(_ response: HTTPResponse, on connection: HTTPConnection) -> OpaquePointer? {
        switch response.body {
        case .none:
            connection.bytesToWrite = 0
            return MHD_create_response_from_buffer(0, nil, .RESPMEM_PERSISTENT)
        case .json(let json):
            let count = json.count
            connection.bytesToWrite = count
            return MHD_create_response_from_buffer(count, json.release(), .RESPMEM_MUST_FREE)
        case .bytes(let bytes):
            connection.bytesToWrite = bytes.count
            return bytes.withUnsafeBytes { buffer in
                // It copies; nothing is written through the pointer.
                MHD_create_response_from_buffer(
                    buffer.count, UnsafeMutableRawPointer(mutating: buffer.baseAddress), .RESPMEM_MUST_COPY)
            }
        case .stream(let stream):
            let body = Unmanaged.passRetained(StreamBody(stream, connection)).toOpaque()
            return MHD_create_response_from_callback(UInt64.max, 4096, readCallback, body, freeCallback)
        }
    }

    private static func add(_ field: HTTPHeaders.Field, to response: OpaquePointer) {
        guard let name = field.name.baseAddress, let value = field.value.baseAddress else { return }
        MHD_add_response_header(
            response, name.assumingMemoryBound(to: CChar.self), value.assumingMemoryBound(to: CChar.self))
    }

    private static func add(_ name: StaticString, _ value: StaticString, to response: OpaquePointer) {
        MHD_add_response_header(
            response, UnsafeRawPointer(name.utf8Start).assumingMemoryBound(to: CChar.self),
            UnsafeRawPointer(value.utf8Start).assumingMemoryBound(to: CChar.self))
    }
}

// MHD_CONTENT_READER_END_OF_STREAM and _END_WITH_ERROR: casts in the header, so not imported.
private let endOfStream = -1
private let endWithError = -2

/// A stream on its connection; owned by the library's response.
@LoopActor private final class StreamBody {
    let stream: ResponseStream
    private weak var connection: HTTPConnection?

    init(_ stream: ResponseStream, _ connection: HTTPConnection) {
        self.stream = stream
        self.connection = connection
    }

    func read(_ buffer: UnsafeMutableRawBufferPointer) -> Int {
        switch stream.read(into: buffer) {
        case .bytes(let count): return count
        case .end: return endOfStream
        case .broken: return endWithError
        case .wait:
            connection?.pauseStream()
            return 0
        }
    }

    func free() {
        if let connection { connection.detachStream() } else { stream.close() }
    }
}

private nonisolated let readCallback: MHD_ContentReaderCallback = { body, _, buffer, size in
    guard let body, let buffer else { return -1 }
    nonisolated(unsafe) let (owner, target) = (body, UnsafeMutableRawBufferPointer(start: buffer, count: size))
    return LoopActor.assumeIsolated {
        Unmanaged<StreamBody>.fromOpaque(owner).takeUnretainedValue().read(target)
    }
}

private nonisolated let freeCallback: MHD_ContentReaderFreeCallback = { body in
    guard let body else { return }
    nonisolated(unsafe) let owner = body
    LoopActor.assumeIsolated { Unmanaged<StreamBody>.fromOpaque(owner).takeRetainedValue().free() }
}
