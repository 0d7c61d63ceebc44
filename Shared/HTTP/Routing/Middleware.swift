internal import Reactor

/// Stands around handlers: looks at the request before, at the answer or the error after, or answers itself.
public protocol Middleware<Context>: Sendable {
    associatedtype Context: RequestContext

    @LoopActor func respond(
        to request: HTTPRequest, _ context: Context, next: @escaping Handler<Context>
    ) async throws -> HTTPResponse

    /// Whether it has anything to do for requests of that method; a group leaves it out for the others.
    func concerns(_ method: HTTPMethod) -> Bool
}

extension Middleware {
    public func concerns(_ method: HTTPMethod) -> Bool { true }

    /// `handler` with this around it.
    func around(_ handler: @escaping Handler<Context>) -> Handler<Context> {
        { request, context in try await respond(to: request, context, next: handler) }
    }
}

extension Array {
    /// `handler` inside all of them, the first one outermost.
    func around<Context: RequestContext>(_ handler: @escaping Handler<Context>) -> Handler<Context>
    where Element == any Middleware<Context> {
        // A loop and not `reduce`, which would put two more steps around each.
        var handler = handler
        for middleware in reversed() { handler = middleware.around(handler) }
        return handler
    }
}
