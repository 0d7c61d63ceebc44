public import HTTP
internal import Reactor

/// Lets in only who knows the app's token, which Dapr sends as `dapr-api-token`; anybody else gets 401.
///
/// `/healthz` is open: Dapr's app health check comes without the token.
public struct AppTokenMiddleware<Context: RequestContext>: Middleware {
    private let token: [UInt8]?

    /// - Parameter token: nil or empty lets everybody in, for a listener on loopback.
    public init(_ token: String?) {
        let bytes = Array((token ?? "").utf8)
        self.token = bytes.isEmpty ? nil : bytes
    }

    public func respond(
        to request: HTTPRequest, _ context: Context, next: @escaping Handler<Context>
    ) async throws -> HTTPResponse {
        if let token, request.path != "/healthz" {
            let given = Array((request.headers["dapr-api-token"] ?? "").utf8)
            guard Self.isEqual(given, token) else {
                throw Problem(.unauthorized, "invalid-app-token", "The header dapr-api-token is missing or wrong.")
            }
        }
        return try await next(request, context)
    }

    /// Takes as long for a wrong first byte as for a wrong last one. ServiceKit does not import Cryptography for it.
    private static func isEqual(_ a: [UInt8], _ b: [UInt8]) -> Bool {
        guard a.count == b.count else { return false }
        var difference: UInt8 = 0
        for index in a.indices { difference |= a[index] ^ b[index] }
        return difference == 0
    }
}
