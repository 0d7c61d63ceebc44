internal import Reactor

/// A request under way: its parts of the answer as they come, and the one place that resumes the caller.
///
/// Whoever comes first (answer, error, cancellation, deadline, shutdown) ends it; the others find it ended.
@LoopActor final class HTTPClientCall {
    enum State {
        case new, queued, sent, ended
    }

    let request: HTTPClientRequest
    let origin: Substring
    let deadline: LoopClock.Instant
    var state = State.new
    var expiry: LoopTimer?
    var handle: CurlHandle?
    var continuation: UnsafeContinuation<Result<HTTPClientResponse, HTTPClientError>, Never>?

    private var headers = HTTPClientHeaders()
    private var body: [UInt8] = []
    private(set) var isTooLarge = false

    init(_ request: HTTPClientRequest) {
        self.request = request
        origin = request.origin
        deadline = .now.advanced(by: request.timeout)
    }

    func end(_ result: Result<HTTPClientResponse, HTTPClientError>) {
        state = .ended
        expiry?.cancel()
        expiry = nil
        continuation?.resume(returning: result)
        continuation = nil
    }

    func response(status: Int) -> HTTPClientResponse {
        HTTPClientResponse(status: status, headers: headers, body: body)
    }

    /// One line of the header section. A status line begins anew: an interim answer (100, 103) may have come before.
    func receive(headerLine line: UnsafeRawBufferPointer) {
        guard !line.starts(with: "HTTP/".utf8) else {
            headers = HTTPClientHeaders()
            return
        }
        guard let colon = line.firstIndex(of: UInt8(ascii: ":")) else { return }
        let name = String(decoding: line[..<colon], as: UTF8.self)
        var value = line[(colon + 1)...]
        while let last = value.last, last <= 0x20 { value.removeLast() }
        while let first = value.first, first <= 0x20 { value.removeFirst() }
        headers.add(name, String(decoding: value, as: UTF8.self))
    }

    /// False when the body passes its limit; curl then gives the transfer up.
    func receive(body bytes: UnsafeRawBufferPointer) -> Bool {
        guard body.count + bytes.count <= request.maxResponseBytes else {
            isTooLarge = true
            return false
        }
        body.append(contentsOf: bytes)
        return true
    }
}
