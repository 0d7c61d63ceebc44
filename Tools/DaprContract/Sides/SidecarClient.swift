internal import HTTPClient
internal import Reactor

/// The side that calls a sidecar.
@LoopActor final class SidecarClient {
    private let origin: String
    private let token: String?
    private let client = HTTPClient(window: 32)
    private let recorder: Recorder

    init(_ origin: String, token: String?, recorder: Recorder) {
        self.origin = origin.hasSuffix("/") ? String(origin.dropLast()) : origin
        self.token = token
        self.recorder = recorder
    }

    /// One call; throws when there is no answer. A `type` of nil sends no content type.
    func call(
        _ method: String, _ path: String, _ body: String? = nil, type: String? = "application/json",
        headers: HTTPClientHeaders = [:], withToken: Bool = true
    ) async throws(Mismatch) -> Answer {
        var headers = headers
        if body != nil, let type { headers["Content-Type"] = type }
        let shown = headers
        if withToken, let token, headers["dapr-api-token"] == nil { headers["dapr-api-token"] = token }
        do {
            let response = try await client.send(
                HTTPClientRequest(
                    method: method, url: origin + path, headers: headers, body: Array((body ?? "").utf8),
                    timeout: .seconds(60), maxResponseBytes: 16 << 20))
            let answer = Answer(
                request: "\(method) \(path)", status: response.status, headers: response.headers, body: response.body)
            recorder.add(method, path, shown, body, answer)
            return answer
        } catch {
            throw Mismatch("\(method) \(path): no answer, \(error)")
        }
    }

    func close() { client.shutdown() }
}
