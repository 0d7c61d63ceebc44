internal import HTTP
internal import Reactor

/// The HTTP API of one sidecar: which call is which, tokens, and what is none of them (an invocation).
@LoopActor final class SidecarAPI {
    let sidecar: Sidecar
    let runtime: SidecarRuntime
    let host: SidecarHost

    /// Bodies over it are an error of the endpoint's own kind: "stream too large", never 413.
    nonisolated static let maxBody = 4 << 20
    nonisolated static let limits = RouteLimits(body: 15 << 20, bodyTimeout: .seconds(60))

    init(_ sidecar: Sidecar, _ runtime: SidecarRuntime, _ host: SidecarHost) {
        (self.sidecar, self.runtime, self.host) = (sidecar, runtime, host)
    }

    nonisolated var appID: String { sidecar.appID }

    /// Answers any request.
    func respond(_ request: HTTPRequest) async -> HTTPResponse {
        let path = APIPath(request.path)
        if path.hasPrefix("v1.0", "healthz"), request.method == .get, let answer = health(request, path) {
            return answer
        }
        guard !host.faults.isQuiet, path.raw.first != "__ctl" else { return await answer(request, path) }
        return await respondFaultily(to: request, path) { await self.answer(request, path) }
    }

    private func answer(_ request: HTTPRequest, _ path: APIPath) async -> HTTPResponse {
        var answer: HTTPResponse
        if let token = runtime.apiToken, request.headers["dapr-api-token"] != token {
            answer = .bytes(.unauthorized, Array("invalid api token\n".utf8), type: "text/plain; charset=utf-8")
            answer.headers.add("X-Content-Type-Options", "nosniff")
        } else {
            var request = request
            request.headers.remove("dapr-api-token")
            do throws(DaprProblem) {
                answer = try await route(request, path)
            } catch {
                answer = error.response
            }
        }
        if !answer.headers.contains("traceparent"),
            let value = Trace.reply(runtime.configuration.tracing, caller: request.headers["traceparent"])
        {
            answer.headers.add("traceparent", value)
            if runtime.configuration.tracing == .on { passTrace(of: request, to: &answer) }
        }
        return answer
    }

    /// With tracing on a reply says back what travels with the trace.
    private func passTrace(of request: HTTPRequest, to answer: inout HTTPResponse) {
        for name in ["tracestate", "baggage"] {
            if let value = request.headers[name] { answer.headers.add(name, value) }
        }
    }

    private func route(_ request: HTTPRequest, _ path: APIPath) async throws(DaprProblem) -> HTTPResponse {
        let writes = request.method == .post || request.method == .put
        if let answer = try control(request, path) { return answer }
        let version = path.count > 0 ? path.raw[0] : ""
        let isAlpha = version == "v1.0-alpha1"
        if version == "v1.0" || isAlpha || version == "v1.0-alpha2", path.count >= 2 {
            switch path.raw[1] {
            case "conversation" where version != "v1.0":
                guard request.method == .post, path.count == 4, path.raw[3] == "converse" else { break }
                return try converse(request, name: path.part(2), isAlpha2: !isAlpha)
            case _ where version == "v1.0-alpha2": break
            case "secrets" where request.method == .get && !isAlpha && path.count == 4: return try secret(path)
            case "publish" where writes && path.count >= 5 && path.raw[2] == "bulk":
                return try await publishBulk(request, pubsub: path.part(3), topic: path.rest(from: 4))
            case "publish" where writes && !isAlpha && path.count >= 4:
                return try await publish(request, pubsub: path.part(2), topic: path.rest(from: 3))
            case "state" where path.count >= 3:
                if let answer = try await state(request, path, isAlpha: isAlpha, writes: writes) { return answer }
            case "bindings" where writes && !isAlpha && path.count == 3:
                return try await invokeBinding(request, name: path.part(2))
            case "metadata" where !isAlpha:
                if let answer = metadata(request, path) { return answer }
            case "shutdown" where request.method == .post && !isAlpha && path.count == 2:
                host.shutDown(sidecar, forced: request.headers["dapr-force-shutdown"] == "true")
                return .empty(.noContent)
            default: break
            }
        }
        return try await invoke(request, path)
    }

    private func health(_ request: HTTPRequest, _ path: APIPath) -> HTTPResponse? {
        if path.count == 3, path.raw[2] == "outbound" {
            return sidecar.isClosing
                ? DaprProblem(500, "ERR_OUTBOUND_HEALTH_NOT_READY", "dapr outbound is not ready").response
                : .empty(.noContent)
        }
        guard path.count == 2 else { return nil }
        guard sidecar.isReady else {
            return DaprProblem(500, "ERR_HEALTH_NOT_READY", "dapr is not ready: [runtime]").response
        }
        if let wanted = request.query["appid"], wanted != appID {
            return DaprProblem(500, "ERR_HEALTH_APPID_NOT_MATCH", "dapr app-id does not match").response
        }
        return .empty(.noContent)
    }

    /// The `metadata.` parameters of a query without the prefix; the first value of a name counts.
    static func metadata(of request: HTTPRequest) -> [String: String] {
        var metadata: [String: String] = [:]
        for item in request.query where item.name.hasPrefix("metadata.") {
            let name = String(item.name.dropFirst("metadata.".count))
            if metadata[name] == nil { metadata[name] = item.value }
        }
        return metadata
    }
}
