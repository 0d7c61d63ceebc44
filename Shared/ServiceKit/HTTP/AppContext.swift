public import HTTP
public import Observability
public import Reactor

/// What middleware and handlers of our services know about a request.
@LoopActor public final class AppContext: RequestContext {
    /// The client's `X-Request-Id` when it is a sane one, else made here; in the answer, the log and every problem.
    public let requestID: String
    /// The caller's trace, or a new one; events and calls that follow from the request carry it on.
    public let traceContext: TraceContext
    /// Says the request's id on every line. Made when asked for: few requests have something to say.
    public var logger: Logger { baseLogger.adding(["request_id": LogValue(requestID)]) }
    /// When it came.
    let startedAt = LoopClock.Instant.now
    /// Set by ``RequestLog``.
    var baseLogger = Logger("http")
    /// Who asks; set by the service's authenticator.
    public var identity: Identity?
    /// The key under which the answer shall be kept; set by ``Idempotency``.
    public var idempotencyKey: RequestKey?
    public var parameters = RouteParameters()
    public var route: String?

    public required init(_ request: HTTPRequest) {
        requestID = request.headers["X-Request-Id"].flatMap(RequestID.accepted) ?? RequestID.make()
        traceContext =
            request.headers["traceparent"].flatMap {
                TraceContext(traceparent: $0, tracestate: request.headers["tracestate"])
            } ?? .root(RequestID.next)
    }

    /// Who asks; 401 where nobody is known.
    public func requireUser() throws(Problem) -> Identity {
        guard let identity else { throw .invalidToken }
        return identity
    }

    /// Who asks, if the token carries the right `scope`; else 401 or 403.
    public func requireUser(scope: String) throws(Problem) -> Identity {
        let identity = try requireUser()
        guard identity.scopes.contains(scope) else { throw .missingScope(scope) }
        return identity
    }
}
