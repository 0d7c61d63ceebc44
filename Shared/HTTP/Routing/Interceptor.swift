public import Reactor

/// Looks at every request of a router and at every answer before it leaves, 404s and problems too.
///
/// What never waits is this and not a ``Middleware``: an `async` step costs each request two frames and four changes of
/// the executor.
@LoopActor public protocol Interceptor<Context>: Sendable {
    associatedtype Context: RequestContext

    /// Before the handler and all middleware.
    func before(_ request: HTTPRequest, _ context: Context)

    /// With the answer, which it may change. The interceptor that came first before comes last after.
    func after(_ response: inout HTTPResponse, to request: HTTPRequest, _ context: Context)
}

extension Interceptor {
    public func before(_ request: HTTPRequest, _ context: Context) {}
}
