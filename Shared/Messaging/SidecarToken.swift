public import HTTP
internal import Reactor

/// Lets only the sidecar in: every request but the health probe carries the app's token.
public struct SidecarToken<Context: RequestContext>: Middleware {
    private let token: String?

    /// - Parameter token: `APP_API_TOKEN`; nil lets everybody in who reaches the listener, which stands on the loopback.
    public init(_ token: String?) { self.token = token }

    public func respond(
        to request: HTTPRequest, _ context: Context, next: @escaping Handler<Context>
    ) async throws -> HTTPResponse {
        guard let token, request.path != "/healthz" else { return try await next(request, context) }
        guard Self.isSame(request.headers["dapr-api-token"] ?? "", token) else {
            throw Problem(.unauthorized, "invalid-token", "The sidecar's token is missing or wrong.")
        }
        return try await next(request, context)
    }

    /// In a time that does not tell how much of it was right.
    private static func isSame(_ given: String, _ expected: String) -> Bool {
        let (given, expected) = (Array(given.utf8), Array(expected.utf8))
        var difference = UInt8(given.count == expected.count ? 0 : 1)
        for index in expected.indices {
            difference |= expected[index] ^ (index < given.count ? given[index] : 0)
        }
        return difference == 0
    }
}
