internal import FoundationEssentials
internal import HTTP
internal import HTTPClient
internal import Reactor

/// Service invocation in its three forms (dapr-http-contract.md 1.5); also where every unknown path ends.
extension SidecarAPI {
    private struct Target {
        let app: String
        /// Begins with a slash, is encoded, and has no query.
        let path: String
    }

    func invoke(_ request: HTTPRequest, _ path: APIPath) async throws(DaprProblem) -> HTTPResponse {
        guard let target = target(request, path) else { throw .noTarget }
        let channel = try channel(of: target)
        let url = target.path + Self.query(request)
        do {
            let response = try await channel.send(
                request.method.rawValue, url, headers: headers(request, target), body: request.body)
            return Self.pass(response)
        } catch {
            throw failure(target, Self.reason(error, request.method.rawValue, channel.origin + url, self, target))
        }
    }

    private func target(_ request: HTTPRequest, _ path: APIPath) -> Target? {
        let whole = "/" + path.raw.joined(separator: "/")
        if let app = request.headers["dapr-app-id"], !app.isEmpty { return Target(app: app, path: whole) }
        if let app = Self.basicAuthTarget(request) { return Target(app: app, path: whole) }
        guard path.hasPrefix("v1.0", "invoke"), path.count >= 4, path.raw[3] == "method" else { return nil }
        return Target(app: path.part(2), path: "/" + path.raw[4...].joined(separator: "/"))
    }

    private static func basicAuthTarget(_ request: HTTPRequest) -> String? {
        guard let value = request.headers["Authorization"], value.hasPrefix("Basic "),
            let data = Data(base64Encoded: String(value.dropFirst(6)))
        else { return nil }
        let text = String(decoding: data, as: UTF8.self)
        return text.hasPrefix("dapr-app-id:") ? String(text.dropFirst("dapr-app-id:".count)) : nil
    }

    /// The application's channel of any replica; its sidecar is in this process.
    private func channel(of target: Target) throws(DaprProblem) -> AppChannel {
        let app = String(target.app.prefix { $0 != "." })
        let sidecars = host.sidecars.filter { $0.appID == app && !$0.isClosing }
        let own = app == appID ? sidecar : nil
        guard let callee = own ?? sidecars.randomElement() else {
            throw failure(target, "no host found with the given ID")
        }
        guard let channel = callee.runtime.channel else {
            throw failure(target, "rpc error: code = Internal desc = app channel is not initialized")
        }
        guard channel.isHealthy else {
            throw failure(target, "rpc error: code = Internal desc = app is not in a healthy state")
        }
        return channel
    }

    private func failure(_ target: Target, _ reason: String) -> DaprProblem {
        DaprProblem(500, "ERR_DIRECT_INVOKE", "failed to invoke, id: \(target.app), err: \(reason)")
    }

    private static func reason(
        _ error: HTTPClientError, _ verb: String, _ url: String, _ api: SidecarAPI, _ target: Target
    ) -> String {
        let text = "\(verb.prefix(1) + verb.dropFirst().lowercased()) \"\(url)\": \(error.goReason(of: url))"
        // A call of the own application does not pass a second sidecar.
        if target.app == api.appID { return text }
        return "rpc error: code = Internal desc = error invoking app channel: \(text)"
    }

    /// Everything but what concerns a single connection.
    private static let withheld: Set<String> = [
        "host", "connection", "keep-alive", "proxy-authenticate", "proxy-authorization", "te", "trailer",
        "transfer-encoding", "upgrade", "content-length", "dapr-app-id", "expect", "accept-encoding",
    ]

    private func headers(_ request: HTTPRequest, _ target: Target) -> HTTPClientHeaders {
        var headers = HTTPClientHeaders()
        for (name, value) in request.headers where !Self.withheld.contains(name.lowercased()) {
            headers.add(name.lowercased().hasPrefix("grpc-") ? "dapr-\(name)" : name, value)
        }
        guard target.app != appID else { return headers }
        // A client's own values stay beside these: nobody may trust one of two.
        headers.add("dapr-caller-app-id", appID)
        headers.add("dapr-caller-namespace", "default")
        headers.add("dapr-callee-app-id", target.app)
        headers.add("X-Forwarded-For", "127.0.0.1")
        headers.add("X-Forwarded-Host", "localhost")
        headers.add("Forwarded", "for=127.0.0.1;by=127.0.0.1;host=localhost")
        return headers
    }

    private static func pass(_ response: HTTPClientResponse) -> HTTPResponse {
        var answer = HTTPResponse(HTTPStatus(response.status))
        if !response.body.isEmpty { answer.body = .bytes(response.body) }
        for (name, value) in response.headers.all where !withheld.contains(name.lowercased()) {
            // This server writes its own date.
            if name.lowercased() != "date" { answer.headers.add(name, value) }
        }
        return answer
    }

    /// The query again, encoded anew.
    private static func query(_ request: HTTPRequest) -> String {
        guard !request.query.isEmpty else { return "" }
        return "?" + request.query.map { "\(encode($0.name))=\(encode($0.value))" }.joined(separator: "&")
    }

    private static func encode(_ text: String) -> String {
        var encoded = ""
        for byte in text.utf8 {
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F, 0x7E:
                encoded.unicodeScalars.append(UnicodeScalar(byte))
            default:
                let digits = String(byte, radix: 16, uppercase: true)
                encoded += "%" + (digits.count < 2 ? "0" : "") + digits
            }
        }
        return encoded
    }
}
