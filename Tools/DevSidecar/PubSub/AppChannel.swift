internal import HTTPClient
internal import Reactor

/// The way from a sidecar to its application: every event, binding, probe and invocation goes through here.
@LoopActor final class AppChannel {
    /// Where the application listens; 0 as long as that is not known.
    var port: Int
    private let host: String
    private let token: String?
    let tracing: ConfigurationResource.Tracing
    private let client: HTTPClient
    private let gate: Gate
    /// By the application health check; true without one.
    var isHealthy = true

    /// `maxConcurrency` of 0 is no limit.
    init(
        host: String = "127.0.0.1", port: Int, token: String?, maxConcurrency: Int = 0,
        tracing: ConfigurationResource.Tracing, client: HTTPClient
    ) {
        (self.host, self.port) = (host, port)
        self.token = token
        self.tracing = tracing
        self.client = client
        gate = Gate(maxConcurrency)
    }

    var origin: String { "http://\(host):\(port)" }

    /// Without a limit a handler may take as long as it likes (F8).
    private static let forever = Duration.seconds(86_400 * 365)

    /// Calls that run now, and all that ever began: whether another one ran beside a call.
    private var running = 0
    private(set) var begun = 0

    /// Calls the application with its token; `limit` cuts the call while the handler may run on.
    func send(
        _ method: String, _ path: String, headers: HTTPClientHeaders, body: [UInt8] = [], limit: Duration? = nil,
        isTraced: Bool = true
    ) async throws(HTTPClientError) -> HTTPClientResponse {
        try await exchange(method, path, headers, body, limit, isTraced).result.get()
    }

    /// A POST, and whether another call of the application ran at the same time.
    func deliver(
        _ path: String, headers: HTTPClientHeaders, body: [UInt8], limit: Duration?, isTraced: Bool = true
    ) async -> (result: Result<HTTPClientResponse, HTTPClientError>, overlapped: Bool) {
        await exchange("POST", path, headers, body, limit, isTraced)
    }

    private func exchange(
        _ method: String, _ path: String, _ headers: HTTPClientHeaders, _ body: [UInt8], _ limit: Duration?,
        _ isTraced: Bool
    ) async -> (result: Result<HTTPClientResponse, HTTPClientError>, overlapped: Bool) {
        var headers = headers
        if let token { headers["dapr-api-token"] = token }
        if isTraced, headers["traceparent"] == nil, let value = Trace.delivery(tracing) {
            headers.add("traceparent", value)
        }
        await gate.enter()
        begun += 1
        let (number, others) = (begun, running)
        running += 1
        defer {
            running -= 1
            gate.leave()
        }
        let path = path.hasPrefix("/") ? path : "/" + path
        let request = HTTPClientRequest(
            method: method, url: origin + path, headers: headers, body: body, timeout: limit ?? Self.forever,
            maxResponseBytes: 64 << 20)
        do {
            return (.success(try await client.send(request)), false)
        } catch {
            return (.failure(error), others > 0 || begun > number)
        }
    }

    /// A probe of the application's health: no token, no trace, and not counted as a call.
    func probe(_ path: String, limit: Duration) async -> Bool {
        let request = HTTPClientRequest(url: origin + (path.hasPrefix("/") ? path : "/" + path), timeout: limit)
        guard let response = try? await client.send(request) else { return false }
        return (200..<300).contains(response.status)
    }
}
