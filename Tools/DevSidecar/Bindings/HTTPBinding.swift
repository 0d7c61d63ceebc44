internal import HTTP
internal import HTTPClient
internal import Reactor

/// `bindings.http`: one request to a fixed address.
@LoopActor final class HTTPBinding: OutputBinding {
    private let name: String
    private let url: String
    private let errorIfNot2XX: Bool
    private let timeout: Duration?
    private let tracing: ConfigurationResource.Tracing
    private let client: HTTPClient

    private static let verbs = [
        "create": "POST", "get": "GET", "head": "HEAD", "post": "POST", "put": "PUT", "patch": "PATCH",
        "delete": "DELETE", "options": "OPTIONS", "trace": "TRACE",
    ]

    init(
        _ component: ComponentResource, tracing: ConfigurationResource.Tracing, client: HTTPClient
    ) throws(ResourceError) {
        guard let url = component["url"], !url.isEmpty else {
            throw ResourceError("component \(component.name): url is required")
        }
        name = component.name
        self.url = url
        errorIfNot2XX = component["errorIfNot2XX"].flatMap(goBool) ?? true
        timeout = component["responseTimeout"].flatMap { GoDuration.parse($0) }
        (self.tracing, self.client) = (tracing, client)
    }

    func invoke(_ request: BindingRequest) async throws(BindingFailure) -> BindingResponse? {
        guard let verb = Self.verbs[request.operation] else {
            throw BindingFailure(
                text: "binding \(name) does not support operation \(request.operation). supported operations:"
                    + "create get head post put patch delete options trace")
        }
        let target = target(request.metadata["path"])
        let response: HTTPClientResponse
        do {
            response = try await send(verb, target, request, redirects: 10)
        } catch {
            let shown = verb.prefix(1) + verb.dropFirst().lowercased()
            throw BindingFailure(text: "\(shown) \"\(target)\": \(error.goReason(of: target))")
        }
        var metadata = response.headers.all.map { (name: $0.name, value: $0.value) }
        metadata.append(("statusCode", String(response.status)))
        metadata.append(("status", "\(response.status) \(HTTPStatus(response.status).reason)"))
        let mayFail = request.metadata["errorIfNot2XX"].flatMap(goBool) ?? errorIfNot2XX
        guard (200..<300).contains(response.status) || !mayFail else {
            throw BindingFailure(text: "received status code \(response.status)", metadata: metadata)
        }
        return BindingResponse(data: response.body, metadata: metadata)
    }

    private func target(_ path: String?) -> String {
        guard let path, !path.isEmpty else { return url }
        let base = url.hasSuffix("/") ? String(url.dropLast()) : url
        return base + "/" + path.drop { $0 == "/" }
    }

    /// Redirects are followed, as Go's client does for requests without a body.
    private func send(
        _ verb: String, _ target: String, _ request: BindingRequest, redirects: Int
    ) async throws(HTTPClientError) -> HTTPClientResponse {
        var headers = HTTPClientHeaders()
        for (name, value) in request.metadata.sorted(by: { $0.key < $1.key })
        where name.utf8.first.map({ (0x41...0x5A).contains($0) }) == true { headers[name] = value }
        if headers["Accept"] == nil { headers.add("Accept", "application/json; charset=utf-8") }
        if headers["traceparent"] == nil, let value = Trace.delivery(tracing) { headers.add("traceparent", value) }
        let hasBody = ["POST", "PUT", "PATCH"].contains(verb)
        if hasBody, headers["Content-Type"] == nil {
            headers.add("Content-Type", "application/json; charset=utf-8")
        }
        let response = try await client.send(
            HTTPClientRequest(
                method: verb, url: target, headers: headers, body: hasBody ? request.data : [],
                timeout: request.timeout ?? timeout ?? .seconds(86_400), maxResponseBytes: 100 << 20))
        guard [301, 302, 303, 307, 308].contains(response.status), redirects > 0,
            let location = response.headers["Location"], location.hasPrefix("http")
        else { return response }
        let keepsVerb = [307, 308].contains(response.status)
        return try await send(keepsVerb ? verb : "GET", location, request, redirects: redirects - 1)
    }

    func close() {}
}
