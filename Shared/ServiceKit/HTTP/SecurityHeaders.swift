public import HTTP
internal import Reactor

/// Header fields that every answer needs: `nosniff`, and `no-store` on what was given to somebody known.
public struct SecurityHeaders: Interceptor {
    public init() {}

    public func after(_ response: inout HTTPResponse, to request: HTTPRequest, _ context: AppContext) {
        response.headers.add("X-Content-Type-Options", "nosniff")
        if request.headers.contains("Authorization"), !response.headers.contains("Cache-Control") {
            response.headers.add("Cache-Control", "no-store")
        }
    }
}
