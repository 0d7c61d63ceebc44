public import Reactor

/// What middleware and handlers know about a request beyond the request itself; a service has a type of its own.
///
/// One object a request: middleware notes in it what those inside shall know. A value with ten fields would be copied
/// at each step, and stand in the frame of each `await`.
@LoopActor public protocol RequestContext: AnyObject, Sendable {
    init(_ request: HTTPRequest)
    var parameters: RouteParameters { get set }
    /// The pattern that matched, for metrics and logs: "/api/tasks/{id}". Nil where none did.
    var route: String? { get set }
}

/// Answers one request.
public typealias Handler<Context> = @LoopActor @Sendable (HTTPRequest, Context) async throws -> HTTPResponse

/// The context of a router that needs nothing more.
public final class PlainContext: RequestContext {
    public var parameters = RouteParameters()
    public var route: String?

    public required init(_ request: HTTPRequest) {}
}
