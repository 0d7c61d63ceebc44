internal import CMicrohttpd
internal import Reactor

/// One connection, and the request that it is at: one after the other, pipelined ones too.
///
/// ```
/// idle → headers → body → running → writing → idle
///           └────────┴──── refused ───┘
/// ```
@LoopActor final class HTTPConnection {
    enum Phase {
        case idle, headers, body, running, writing, closed
    }

    unowned let server: HTTPServer
    let handle: OpaquePointer
    let descriptor: Int32
    let address: String
    private(set) var phase = Phase.idle
    lazy var deadline = ConnectionDeadline(self)
    /// In the server's list of those to look at after a run.
    var isTouched = false
    /// Rounds of draining in which it was seen idle.
    var quietRounds = 0

    // The request being read.
    private var target: RequestTarget?
    private var targetProblem: Problem?
    private var targetBytes: UnsafeRawBufferPointer?
    private var request: HTTPRequest?
    private var body: [UInt8] = []
    private var received = 0
    private(set) var limits = RouteLimits.standard

    // The request being answered.
    private(set) var exchange: UInt64 = 0
    var task: Task<Void, Never>?
    private var answer: HTTPResponse?
    private var isHead = false
    var stream: ResponseStream?
    /// The size of the answer being written.
    var bytesToWrite = 0
    var isSuspended = false
    private(set) var runningSince = LoopClock.Instant(nanoseconds: 0)
    var watch: FileDescriptorSource?

    init(_ handle: OpaquePointer, of server: HTTPServer) {
        self.handle = handle
        self.server = server
        descriptor = mhd_connection_descriptor(handle)
        address = mhd_connection_address(handle).map(SocketAddress.text) ?? ""
    }

    /// The connection behind what the library was given to keep.
    static func at(_ context: UnsafeMutableRawPointer) -> HTTPConnection {
        Unmanaged<HTTPConnection>.fromOpaque(context).takeUnretainedValue()
    }

    // MARK: Reading

    /// The request line is there. Its text belongs to the library, which is about to cut it into pieces.
    func started(target text: UnsafePointer<CChar>?) {
        phase = .headers
        quietRounds = 0
        server.touch(self)
        guard let text else { return }
        let bytes = UnsafeBufferPointer(start: text, count: RequestHead.length(of: text))
        targetBytes = UnsafeRawBufferPointer(bytes)
        bytes.withMemoryRebound(to: UInt8.self) { raw in
            do throws(Problem) {
                target = try RequestTarget(utf8: Span(_unsafeElements: raw))
            } catch {
                targetProblem = error
            }
        }
    }

    func access(
        method: UnsafePointer<CChar>, version: UnsafePointer<CChar>, data: UnsafePointer<CChar>?,
        size: UnsafeMutablePointer<Int>
    ) -> MHD_Result {
        switch phase {
        case .headers: return begin(method, version)
        case .body where size.pointee > 0:
            let count = size.pointee
            size.pointee = 0
            return receive(UnsafeRawBufferPointer(start: data, count: count))
        case .body: return run()
        case .running: return answer.map(reply) ?? .YES
        case .idle, .writing, .closed:
            size.pointee = 0
            return .YES
        }
    }

    private func begin(_ method: UnsafePointer<CChar>, _ version: UnsafePointer<CChar>) -> MHD_Result {
        do throws(Problem) {
            guard let target, let targetBytes else { throw targetProblem ?? RequestHead.malformedLine }
            let head = try RequestHead(
                handle, method: method, version: version, target: target, targetBytes: targetBytes,
                address: address)
            if head.framing != .none { try admitBody(head) }
            request = head.request
            isHead = head.request.method == .head
        } catch {
            return refuse(error)
        }
        phase = .body
        return .YES
    }

    /// Refuses a body before it is sent, as far as the headers tell.
    private func admitBody(_ head: RequestHead) throws(Problem) {
        guard !head.isEncoded else {
            throw Problem(.unsupportedMediaType, "unsupported-encoding", "Send the body without Content-Encoding.")
        }
        limits = server.limits(head.request)
        if case .length(let length) = head.framing {
            guard length <= limits.body else { throw .bodyTooLarge(limit: limits.body) }
            // What is only announced takes no memory yet.
            body.reserveCapacity(min(length, 64 << 10))
        }
    }

    private func receive(_ bytes: UnsafeRawBufferPointer) -> MHD_Result {
        received += bytes.count
        guard received > limits.body else {
            body.append(contentsOf: bytes)
            return .YES
        }
        // No answer can be queued in the middle of a body: what comes is thrown away, the answer waits for its end.
        body = []
        return received > max(HTTPServer.cutAfter, limits.body) ? .NO : .YES
    }

    // MARK: Answering

    private func run() -> MHD_Result {
        guard received <= limits.body else { return refuse(.bodyTooLarge(limit: limits.body)) }
        guard var request else { return .NO }
        // The library must not be stopped over a suspended connection; nothing may start that could suspend.
        guard !server.isAbandoning else { return refuse(.shuttingDown) }
        self.request = nil
        request.body = body
        body = []
        phase = .running
        exchange &+= 1
        let (exchange, respond, whole) = (exchange, server.respond, request)
        // At once and here: an answer that needs no waiting costs no suspend.
        let task = Task.immediate(executorPreference: EventLoop.main) { @LoopActor in
            let response = await respond(whole)
            self.finish(response, of: exchange)
        }
        if let answer { return reply(answer) }
        self.task = task
        runningSince = server.now
        deadline.clear()
        suspend()
        server.watchLongRunning()
        return .YES
    }

    /// The handler's answer, unless the connection has gone on or gone away meanwhile.
    func finish(_ response: HTTPResponse, of exchange: UInt64) {
        guard exchange == self.exchange, phase == .running, answer == nil else {
            if case .stream(let stream) = response.body { stream.close() }
            return
        }
        task = nil
        answer = response
        if isSuspended { resume() }
    }

    private func reply(_ response: HTTPResponse) -> MHD_Result {
        answer = nil
        unwatch()
        return queue(response, closing: server.isDraining)
    }

    private func refuse(_ problem: Problem) -> MHD_Result {
        server.refused(problem.code)
        body = []
        return queue(refusal(problem), closing: true)
    }

    func refusal(_ problem: Problem) -> HTTPResponse {
        var headers = HTTPHeaders()
        if let languages = MHD_lookup_connection_value(handle, .HEADER_KIND, "Accept-Language") {
            headers.add("Accept-Language", String(cString: languages))
        }
        return server.refusal(problem, headers)
    }

    private func queue(_ response: HTTPResponse, closing: Bool) -> MHD_Result {
        phase = .writing
        server.touch(self)
        var response = response
        if case .stream(let stream) = response.body {
            if isHead {
                // To a HEAD the library sends a chunked body's last chunk, which the client takes for an answer.
                stream.close()
                response.body = .none
            } else {
                attach(stream)
            }
        }
        return ResponseWriter.queue(response, on: self, closing: closing)
    }

    // MARK: Ending

    func completed(isBroken: Bool) {
        unwatch()
        if isBroken { clearAway() }
        if phase == .running {
            task?.cancel()
            exchange &+= 1
        }
        task = nil
        answer = nil
        isHead = false
        request = nil
        target = nil
        if targetProblem != nil { targetProblem = nil }
        if !body.isEmpty { body = [] }
        received = 0
        limits = .standard
        phase = .idle
        deadline.set(server.now.advanced(by: server.configuration.idleTimeout))
    }

    /// A connection whose stream breaks off stays until its timeout: the library has closed it and looks at it no more.
    /// Those with a timeout of their own it looks at in each run.
    private func clearAway() {
        mhd_set_timeout(handle, 1)
        server.needsAnotherRun()
    }

    func closed() {
        unwatch()
        deadline.clear()
        deadline.cancel()
        phase = .closed
    }

    /// Closes both directions; the library notices and does the rest.
    func shut() { RequestHead.shutdown(descriptor) }
}

extension Problem {
    static func bodyTooLarge(limit: Int) -> Problem {
        Problem(.contentTooLarge, "body-too-large", "A body here has at most \(limit) bytes.")
    }

    static let shuttingDown = Problem(
        .serviceUnavailable, "shutting-down", "This server is stopping; try again.", headers: ["Retry-After": "1"])
}
