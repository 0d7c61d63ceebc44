internal import CCurl
public import Reactor

/// HTTP out, on the loop: no thread per request, no hop between threads.
///
/// At most `window` requests are under way at once and so at most as many connections; the others wait their turn.
/// Redirects are not followed and the environment's proxies are not used.
@LoopActor public final class HTTPClient {
    private let window: Int
    private let connectTimeout: Duration
    private var transport: CurlTransport?
    private var idle: [CurlHandle] = []
    private var made = 0
    private var queue = CallQueue()
    private var sent: [ObjectIdentifier: HTTPClientCall] = [:]
    private var isShutDown = false

    /// A client with connections of its own.
    public init(window: Int = 16, connectTimeout: Duration = .seconds(5)) {
        self.window = max(1, window)
        self.connectTimeout = connectTimeout
        transport = CurlTransport(window: self.window) { [unowned self] call, code in finish(call, code) }
    }

    /// The answer to a request. Cancelling the task gives the request up at once.
    public func send(_ request: HTTPClientRequest) async throws(HTTPClientError) -> HTTPClientResponse {
        if let mistake = request.mistake {
            throw HTTPClientError(.invalidRequest, mayHaveBeenSent: false, message: mistake)
        }
        let call = HTTPClientCall(request)
        let result = await withTaskCancellationHandler {
            await withUnsafeContinuation { begin(call, $0) }
        } onCancel: {
            LoopActor.perform { self.cancel(call) }
        }
        return try result.get()
    }

    /// Ends every request under way or waiting with ``HTTPClientError/Kind/shutDown`` and closes the connections.
    public func shutdown() {
        isShutDown = true
        while let call = queue.popFirst() { end(call, .shutDown, "the client was shut down") }
        for call in sent.values { giveUp(call, .shutDown, "the client was shut down") }
        idle.removeAll()
        transport = nil
    }

    // MARK: From a call to a handle

    private func begin(
        _ call: HTTPClientCall, _ continuation: UnsafeContinuation<Result<HTTPClientResponse, HTTPClientError>, Never>
    ) {
        call.continuation = continuation
        if isShutDown || transport == nil { return end(call, .shutDown, "the client was shut down") }
        // Cancelled before it began: the handler found nothing to end.
        if Task.isCancelled { return end(call, .cancelled, "cancelled") }
        if queue.isEmpty, let handle = takeHandle() { return start(call, handle) }
        call.state = .queued
        queue.append(call)
        call.expiry = LoopTimer(at: call.deadline) { [unowned self, unowned call] in
            queue.remove(call)
            end(call, .timeout, "no connection became free within \(call.request.timeout)")
        }
    }

    private func takeHandle() -> CurlHandle? {
        if let handle = idle.popLast() { return handle }
        guard made < window, let handle = CurlHandle(connectTimeout: connectTimeout) else { return nil }
        made += 1
        return handle
    }

    private func start(_ call: HTTPClientCall, _ handle: CurlHandle) {
        call.expiry?.cancel()
        call.expiry = nil
        call.state = .sent
        call.handle = handle
        sent[ObjectIdentifier(call)] = call
        handle.prepare(call)
        transport?.start(handle)
    }

    private func startNext() {
        while !queue.isEmpty, let handle = takeHandle() {
            guard let call = queue.popFirst() else { return idle.append(handle) }
            start(call, handle)
        }
    }

    // MARK: The end of a call

    private func finish(_ call: HTTPClientCall, _ code: CURLcode) {
        guard let handle = release(call) else { return }
        if code == CURLE_OK {
            call.end(.success(call.response(status: handle.status)))
        } else {
            call.end(.failure(HTTPClientError(code, hasSent: handle.hasSent, isTooLarge: call.isTooLarge)))
        }
        startNext()
    }

    /// The handle goes back to the pool.
    private func release(_ call: HTTPClientCall) -> CurlHandle? {
        sent[ObjectIdentifier(call)] = nil
        guard let handle = call.handle else { return nil }
        call.handle = nil
        idle.append(handle)
        return handle
    }

    private func giveUp(_ call: HTTPClientCall, _ kind: HTTPClientError.Kind, _ message: String) {
        guard let handle = call.handle else { return }
        let hasSent = handle.hasSent
        transport?.stop(handle)
        _ = release(call)
        call.end(.failure(HTTPClientError(kind, mayHaveBeenSent: hasSent, message: message)))
    }

    private func end(_ call: HTTPClientCall, _ kind: HTTPClientError.Kind, _ message: String) {
        call.end(.failure(HTTPClientError(kind, mayHaveBeenSent: false, message: message)))
    }

    private func cancel(_ call: HTTPClientCall) {
        switch call.state {
        case .new, .ended: return
        case .queued:
            queue.remove(call)
            end(call, .cancelled, "cancelled")
        case .sent:
            giveUp(call, .cancelled, "cancelled")
            startNext()
        }
    }
}
