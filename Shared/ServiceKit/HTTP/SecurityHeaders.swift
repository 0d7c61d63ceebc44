public import HTTP
internal import Reactor

/// Header fields that every answer needs: `nosniff`, and `no-store` on what was given to somebody known.
public struct SecurityHeaders: Middleware {
    public init() {}

    public func respond(
        to request: HTTPRequest, _ context: AppContext, next: @escaping Handler<AppContext>
    ) async throws -> HTTPResponse {
        var response = try await next(request, context)
        response.headers.add("X-Content-Type-Options", "nosniff")
        if request.headers.contains("Authorization"), !response.headers.contains("Cache-Control") {
            response.headers.add("Cache-Control", "no-store")
        }
        return response
    }
}
