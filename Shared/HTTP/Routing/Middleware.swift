internal import Reactor

/// Stands around handlers: looks at the request before, at the answer or the error after, or answers itself.
public protocol Middleware<Context>: Sendable {
    associatedtype Context: RequestContext

    @LoopActor func respond(
        to request: HTTPRequest, _ context: Context, next: @escaping Handler<Context>
    ) async throws -> HTTPResponse
}

extension Middleware {
    /// `handler` with this around it.
    func around(_ handler: @escaping Handler<Context>) -> Handler<Context> {
        { request, context in try await respond(to: request, context, next: handler) }
    }
}
