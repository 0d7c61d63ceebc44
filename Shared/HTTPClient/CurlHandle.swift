internal import CCurl
internal import Reactor

/// An easy handle that is used again and again: what seldom changes stays set.
///
/// Setting up a handle anew costs more than a small request; method and headers of the last request are remembered.
@LoopActor final class CurlHandle {
    let easy: UnsafeMutableRawPointer
    private let connectTimeout: Duration
    private var method = ""
    private var hasBody = false
    private var headers = HTTPClientHeaders()
    private var list: UnsafeMutablePointer<curl_slist>?

    /// nil when there is no memory for another.
    init?(connectTimeout: Duration) {
        guard let easy = curl_easy_init() else { return nil }
        self.easy = easy
        self.connectTimeout = connectTimeout
        configure()
    }

    isolated deinit {
        curl_easy_cleanup(easy)
        curl_slist_free_all(list)
    }

    private func configure() {
        set(CURLOPT_NOSIGNAL, 1)  // else a name that does not resolve in time raises SIGALRM
        set(CURLOPT_TCP_NODELAY, 1)
        set(CURLOPT_FOLLOWLOCATION, 0)
        set(CURLOPT_PATH_AS_IS, 1)
        set(CURLOPT_DISALLOW_USERNAME_IN_URL, 1)
        set(CURLOPT_HTTP_VERSION, CURL_HTTP_VERSION_1_1)
        set(CURLOPT_CONNECTTIMEOUT_MS, connectTimeout.curlMilliseconds)
        _ = "http,https".withCString { cc_set_pointer(easy, CURLOPT_PROTOCOLS_STR, $0) }
        // Empty: no proxy, whatever the environment says; the sidecar is on this host.
        _ = "".withCString { cc_set_pointer(easy, CURLOPT_PROXY, $0) }
        cc_set_data_callback(easy, CURLOPT_WRITEFUNCTION, onBody)
        cc_set_data_callback(easy, CURLOPT_HEADERFUNCTION, onHeader)
    }

    /// Points the handle at a call; `call` must live until the handle has left the multi handle.
    func prepare(_ call: HTTPClientCall) {
        let request = call.request
        // A POST, PUT or PATCH without one still says Content-Length: 0.
        let hasBody = !request.body.isEmpty || ["POST", "PUT", "PATCH"].contains(request.method)
        use(method: request.method, hasBody: hasBody)
        use(headers: request.headers)
        _ = request.url.withCString { cc_set_pointer(easy, CURLOPT_URL, $0) }
        if hasBody {
            cc_set_large(easy, CURLOPT_POSTFIELDSIZE_LARGE, curl_off_t(request.body.count))
            _ = request.body.withUnsafeBytes { bytes in
                // An empty array may have no address, and a nil body means "read it from a callback".
                withUnsafePointer(to: UInt8(0)) {
                    cc_set_pointer(easy, CURLOPT_COPYPOSTFIELDS, bytes.baseAddress ?? UnsafeRawPointer($0))
                }
            }
        }
        set(CURLOPT_TIMEOUT_MS, LoopClock.Instant.now.duration(to: call.deadline).curlMilliseconds)
        let context = Unmanaged.passUnretained(call).toOpaque()
        cc_set_pointer(easy, CURLOPT_PRIVATE, context)
        cc_set_pointer(easy, CURLOPT_WRITEDATA, context)
        cc_set_pointer(easy, CURLOPT_HEADERDATA, context)
    }

    /// The verb and whether there is a body decide together which kind of request curl makes.
    private func use(method: String, hasBody: Bool) {
        guard method != self.method || hasBody != self.hasBody else { return }
        if !self.method.isEmpty {
            curl_easy_reset(easy)  // keeps the connections
            configure()
            cc_set_pointer(easy, CURLOPT_HTTPHEADER, list)
        }
        (self.method, self.hasBody) = (method, hasBody)
        if hasBody { set(CURLOPT_POST, 1) }
        switch method {
        case "HEAD" where !hasBody: set(CURLOPT_NOBODY, 1)
        case "POST",
            "GET" where !hasBody:
            break
        default: _ = method.withCString { cc_set_pointer(easy, CURLOPT_CUSTOMREQUEST, $0) }
        }
    }

    private func use(headers new: HTTPClientHeaders) {
        guard list == nil || new != headers else { return }
        var fresh = curl_slist_append(nil, "Expect:")  // no 100-continue: it costs a round trip or a second
        // Without this line curl adds `application/x-www-form-urlencoded` to every body.
        if new["Content-Type"] == nil { fresh = curl_slist_append(fresh, "Content-Type:") }
        for field in new.fields {
            // "name;" is curl's way to say an empty value; "name:" would take the header out.
            fresh = curl_slist_append(fresh, field.value.isEmpty ? "\(field.name);" : "\(field.name): \(field.value)")
        }
        cc_set_pointer(easy, CURLOPT_HTTPHEADER, fresh)
        curl_slist_free_all(list)
        (list, headers) = (fresh, new)
    }

    private func set(_ option: CURLoption, _ value: Int) { cc_set_long(easy, option, value) }

    var status: Int { info(CURLINFO_RESPONSE_CODE) }

    /// True when curl wrote at least a part of the request to the connection.
    var hasSent: Bool { info(CURLINFO_REQUEST_SIZE) > 0 }

    private func info(_ info: CURLINFO) -> Int {
        var value = 0
        cc_get_long(easy, info, &value)
        return value
    }
}

extension Duration {
    /// At least one: zero would mean "no limit" to curl.
    fileprivate var curlMilliseconds: Int { Int(max(1, nanoseconds / 1_000_000)) }
}

private nonisolated let onBody: cc_data_callback = { bytes, size, count, context in
    nonisolated(unsafe) let chunk = UnsafeRawBufferPointer(start: bytes, count: size * count)
    guard let context else { return 0 }
    let call = Unmanaged<HTTPClientCall>.fromOpaque(context).takeUnretainedValue()
    return LoopActor.assumeIsolated { call.receive(body: chunk) } ? chunk.count : 0
}

private nonisolated let onHeader: cc_data_callback = { bytes, size, count, context in
    nonisolated(unsafe) let line = UnsafeRawBufferPointer(start: bytes, count: size * count)
    guard let context else { return 0 }
    let call = Unmanaged<HTTPClientCall>.fromOpaque(context).takeUnretainedValue()
    LoopActor.assumeIsolated { call.receive(headerLine: line) }
    return line.count
}
