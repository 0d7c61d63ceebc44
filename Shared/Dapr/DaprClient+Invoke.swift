public import HTTPClient
internal import JSON
internal import Reactor

extension DaprClient {
    /// What an output binding answers; empty for those that answer nothing, as smtp.
    ///
    /// Every failure of the component comes as a 500 with its text in ``DaprError/message``; a timeout or a text such as
    /// "EOF" leaves open whether it was done. Never two calls at once to one smtp component: the sidecar would mix up
    /// their recipients.
    ///
    /// - Parameters:
    ///   - data: a JSON text; it is passed on re-encoded, a string with its quotes unless the component takes them off.
    ///   - metadata: `emailTo`, `path`, …
    public func invokeBinding(
        _ name: String, operation: String = "create", data: [UInt8], metadata: [String: String] = [:],
        timeout: Duration = .seconds(10)
    ) async throws(DaprError) -> [UInt8] {
        var json = JSONWriter(capacity: data.count + 512)
        json.object { json in
            json.member("operation", operation)
            json.key("data")
            json.raw(data)
            json.object("metadata") { json in
                for (name, value) in metadata.sorted(by: { $0.key < $1.key }) {
                    json.key(name)
                    json.string(value)
                }
            }
        }
        var path = SidecarPath("/v1.0/bindings")
        path.append(name)
        return try await call(
            "POST", path, headers: ["Content-Type": "application/json"], body: json.bytes, timeout: timeout
        ).body
    }

    /// The answer of another app, whatever its status. Throws when the sidecar did not reach it or does not let us.
    public func invoke(
        app: String, method: String, verb: String = "GET", query: [(String, String)] = [],
        headers: HTTPClientHeaders = [:], body: [UInt8] = [], timeout: Duration? = nil
    ) async throws(DaprError) -> HTTPClientResponse {
        var path = SidecarPath("/v1.0/invoke")
        path.append(app)
        path.append("method")
        path.append(path: method)
        for (name, value) in query { path.query(name, value) }
        let response = try await exchange(
            verb, path, headers: headers, body: body, timeout: timeout ?? config.invokeTimeout)
        // An app's own 403, 404 or 500 is an answer. The sidecar's has this code in its body.
        if response.status >= 400, (try? JSONReader.parse(response.body))?["errorCode"]?.string == "ERR_DIRECT_INVOKE" {
            throw DaprError(response)
        }
        if response.status == 401, String(decoding: response.body, as: UTF8.self) == "invalid api token\n" {
            throw DaprError(response)
        }
        return response
    }

    /// True when the sidecar is ready for everything, this app's port included.
    public func isHealthy() async -> Bool { await isWell("/v1.0/healthz") }

    /// True when the sidecar's components and API are up; it does not wait for this app.
    public func isOutboundHealthy() async -> Bool { await isWell("/v1.0/healthz/outbound") }

    private func isWell(_ path: StaticString) async -> Bool {
        do {
            _ = try await call("GET", SidecarPath(path), timeout: .seconds(2))
            return true
        } catch {
            return false
        }
    }
}
