public import HTTPClient
public import Reactor

/// The sidecar's HTTP API: publish, state, output bindings, invocation, health. It carries bytes and knows no events.
///
/// Nothing is retried here: what an error means is told by ``DaprError``, what to do about it is the caller's business.
@LoopActor public final class DaprClient {
    public nonisolated let config: DaprConfig
    let http: HTTPClient
    /// What the sidecar was last seen to offer for bulk publish.
    var bulkPublish = BulkSupport.stable

    /// A client of the sidecar at `config.url`.
    public init(_ config: DaprConfig, http: HTTPClient = HTTPClient()) {
        self.config = config
        self.http = http
    }

    /// Ends the calls in flight and closes the connections.
    public func shutdown() { http.shutdown() }

    /// One call. Answers of 200 to 299 are returned, all others thrown.
    func call(
        _ method: String, _ path: SidecarPath, headers: HTTPClientHeaders = [:], body: [UInt8] = [],
        timeout: Duration
    ) async throws(DaprError) -> HTTPClientResponse {
        let response = try await exchange(method, path, headers: headers, body: body, timeout: timeout)
        guard (200..<300).contains(response.status) else { throw DaprError(response) }
        return response
    }

    /// One call, whatever the status.
    func exchange(
        _ method: String, _ path: SidecarPath, headers: HTTPClientHeaders, body: [UInt8], timeout: Duration
    ) async throws(DaprError) -> HTTPClientResponse {
        var headers = headers
        if let token = config.apiToken { headers["dapr-api-token"] = token }
        do {
            return try await http.send(
                HTTPClientRequest(
                    method: method, url: config.url + path.text, headers: headers, body: body, timeout: timeout))
        } catch {
            throw DaprError(error)
        }
    }
}
