internal import CCurl
internal import Reactor

/// curl's multi handle on the loop: its sockets are watched by the loop, its one timer is a timer of the loop.
///
/// It never holds more easy handles than its user's window: with more than curl's own cap it walks the waiting ones at
/// every completion (30k requests/s became 0.7k).
@LoopActor final class CurlTransport {
    private let multi: UnsafeMutableRawPointer
    private let finished: (HTTPClientCall, CURLcode) -> Void
    private var sources: [Int32: FileDescriptorSource] = [:]
    private var timer: LoopTimer?
    private var isActing = false
    private var startedMeanwhile = false

    /// `finished` is told about every call that curl is done with, after its handle has left.
    init?(window: Int, finished: @escaping (HTTPClientCall, CURLcode) -> Void) {
        guard curl_global_init(Int(CURL_GLOBAL_ALL)) == CURLE_OK, let multi = curl_multi_init() else { return nil }
        self.multi = multi
        self.finished = finished
        // Room for idle connections to several hosts beside the ones in use.
        cc_multi_set_long(multi, CURLMOPT_MAXCONNECTS, window * 2)
        cc_multi_set_callbacks(multi, onSocket, onTimer, Unmanaged.passUnretained(self).toOpaque())
    }

    isolated deinit {
        timer?.cancel()
        for source in sources.values { source.cancel() }
        // Closes the connections, which would call back into an object that is going away.
        cc_multi_set_callbacks(multi, nil, nil, nil)
        curl_multi_cleanup(multi)
    }

    /// Sends what the handle was prepared for.
    func start(_ handle: CurlHandle) {
        curl_multi_add_handle(multi, handle.easy)
        // Without waiting for the timer curl asks for: it would cost a turn of the loop per request.
        if isActing { startedMeanwhile = true } else { act(CURL_SOCKET_TIMEOUT, 0) }
    }

    /// Gives a transfer up; `finished` is not told.
    func stop(_ handle: CurlHandle) {
        curl_multi_remove_handle(multi, handle.easy)
    }

    private func act(_ socket: Int32, _ events: Int32) {
        isActing = true
        var running: Int32 = 0
        curl_multi_socket_action(multi, socket, events, &running)
        collect()
        while startedMeanwhile {
            startedMeanwhile = false
            curl_multi_socket_action(multi, CURL_SOCKET_TIMEOUT, 0, &running)
            collect()
        }
        isActing = false
    }

    private func collect() {
        var left: Int32 = 0
        while let message = curl_multi_info_read(multi, &left) {
            guard message.pointee.msg == CURLMSG_DONE, let easy = message.pointee.easy_handle else { continue }
            let result = cc_message_result(message)
            var context: UnsafeMutableRawPointer?
            cc_get_pointer(easy, CURLINFO_PRIVATE, &context)
            curl_multi_remove_handle(multi, easy)
            guard let context else { continue }
            finished(Unmanaged<HTTPClientCall>.fromOpaque(context).takeUnretainedValue(), result)
        }
    }

    // MARK: What curl asks of the loop

    fileprivate func watch(_ socket: Int32, _ what: Int32) {
        guard what != CURL_POLL_REMOVE else {
            sources.removeValue(forKey: socket)?.cancel()
            return
        }
        var interest: Readiness = []
        if what & CURL_POLL_IN != 0 { interest.insert(.read) }
        if what & CURL_POLL_OUT != 0 { interest.insert(.write) }
        if let source = sources[socket] {
            source.interest = interest
            return
        }
        sources[socket] = FileDescriptorSource(socket, "curl", for: interest) { [unowned self] readiness in
            var events: Int32 = 0
            if readiness.contains(.read) { events |= CURL_CSELECT_IN }
            if readiness.contains(.write) { events |= CURL_CSELECT_OUT }
            if !readiness.isDisjoint(with: [.error, .hangUp]) { events |= CURL_CSELECT_ERR }
            act(socket, events)
        }
    }

    fileprivate func arm(_ milliseconds: Int) {
        timer?.cancel()
        timer = nil
        guard milliseconds >= 0 else { return }
        timer = LoopTimer(after: .milliseconds(milliseconds)) { [unowned self] in
            timer = nil
            act(CURL_SOCKET_TIMEOUT, 0)
        }
    }
}

private nonisolated let onSocket: cc_socket_callback = { _, socket, what, context, _ in
    guard let context else { return 0 }
    let transport = Unmanaged<CurlTransport>.fromOpaque(context).takeUnretainedValue()
    LoopActor.assumeIsolated { transport.watch(socket, what) }
    return 0
}

private nonisolated let onTimer: cc_timer_callback = { _, milliseconds, context in
    guard let context else { return 0 }
    let transport = Unmanaged<CurlTransport>.fromOpaque(context).takeUnretainedValue()
    LoopActor.assumeIsolated { transport.arm(milliseconds) }
    return 0
}
