public import Reactor

/// Finds the handler of a request by path and method, and answers where there is none.
///
/// Usable without a socket: `await router.respond(to: request)`.
///
/// - A path that no pattern has: 404 `not-found`. A method that the pattern lacks: 405 with `Allow`.
/// - HEAD is answered by GET's handler, OPTIONS by itself, unless a route says otherwise.
/// - A thrown ``Problem`` becomes its answer, any other error a plain 500, unless ``onError(_:)`` says otherwise.
@LoopActor public final class Router<Context: RequestContext>: RoutesBuilder {
    private let root = RouteNode()
    private var all: [Route<Context>] = []
    private var middleware: [any Middleware<Context>] = []
    private var interceptors: [any Interceptor<Context>] = []
    private var answer: @LoopActor (any Error, Context) -> HTTPResponse = { error, _ in
        (error as? Problem ?? .internalError).response()
    }
    private var fallback: Handler<Context> = { _, _ in throw Problem.notFound }

    public init() {}

    /// Puts `middleware` around everything, 404 and 405 too; the first one added is the outermost.
    public func use(_ middleware: any Middleware<Context>) {
        self.middleware.append(middleware)
        for route in all { route.composed = nil }
    }

    /// Shows `interceptor` every request and every answer; the first one added is the outermost.
    public func intercept(_ interceptor: any Interceptor<Context>) { interceptors.append(interceptor) }

    /// Answers what handlers and middleware throw.
    public func onError(_ answer: @escaping @LoopActor (any Error, Context) -> HTTPResponse) { self.answer = answer }

    /// Routes one method of a pattern ("/api/tasks/{id}", "/files/{path*}") to `handler`.
    public func on(
        _ method: HTTPMethod, _ pattern: String, limits: RouteLimits = .standard, _ handler: @escaping Handler<Context>
    ) {
        let route = Route(method, pattern, limits, handler)
        let node = root.node(route.parts)
        precondition(!node.routes.contains { all[$0].method == method }, "\(method) \(pattern) exists already")
        node.add(all.count)
        all.append(route)
    }

    /// Answers what no pattern has, instead of 404.
    public func otherwise(_ handler: @escaping Handler<Context>) { fallback = handler }

    /// Routes under a common prefix, with middleware of their own inside the router's.
    public func group(_ prefix: String = "", _ middleware: any Middleware<Context>...) -> RouteGroup<Context> {
        RouteGroup(self, prefix, middleware)
    }

    /// Every route in the order of their registration.
    public var routes: [(method: HTTPMethod, pattern: String)] { all.map { ($0.method, $0.pattern) } }

    /// What the route of this request takes; the standard where there is none.
    public func limits(for request: HTTPRequest) -> RouteLimits {
        pick(request.method, root.find(request.segments))?.limits ?? .standard
    }

    /// What the route of that method and path takes; the standard where there is none.
    public func limits(for method: HTTPMethod, path: String) -> RouteLimits {
        guard let request = try? HTTPRequest(method, path) else { return .standard }
        return limits(for: request)
    }

    /// The answer to a request, whatever happens on the way.
    public func respond(to request: HTTPRequest) async -> HTTPResponse {
        let context = Context(request)
        let candidates = root.find(request.segments)
        let handler: Handler<Context>
        if let route = pick(request.method, candidates) {
            context.route = route.pattern
            if route.hasParameters {
                context.parameters = PatternPart.parameters(of: route.parts, in: request.segments)
            }
            handler = composed(route)
        } else if let first = candidates.first {
            context.route = all[first].pattern
            handler = wrap(Self.other(allowed(candidates)))
        } else {
            handler = wrap(fallback)
        }
        for interceptor in interceptors { interceptor.before(request, context) }
        var response: HTTPResponse
        do {
            response = try await handler(request, context)
        } catch {
            response = answer(error, context)
        }
        for interceptor in interceptors.reversed() { interceptor.after(&response, to: request, context) }
        return response
    }

    private func pick(_ method: HTTPMethod, _ routes: [Int]) -> Route<Context>? {
        for route in routes where all[route].method == method { return all[route] }
        return method == .head ? pick(.get, routes) : nil
    }

    private func composed(_ route: Route<Context>) -> Handler<Context> {
        if let composed = route.composed { return composed }
        let composed = wrap(route.handler)
        route.composed = composed
        return composed
    }

    private func wrap(_ handler: @escaping Handler<Context>) -> Handler<Context> {
        middleware.around(handler)
    }

    /// OPTIONS, and 405 for the rest.
    private static func other(_ allowed: String) -> Handler<Context> {
        { request, _ in
            if request.method == .options { return HTTPResponse(.noContent, headers: ["Allow": allowed]) }
            throw Problem(
                .methodNotAllowed, "method-not-allowed", "Allowed here: \(allowed).", headers: ["Allow": allowed])
        }
    }

    private func allowed(_ routes: [Int]) -> String {
        var methods = routes.map { all[$0].method.rawValue }
        if methods.contains("GET"), !methods.contains("HEAD") { methods.append("HEAD") }
        methods.append("OPTIONS")
        return methods.joined(separator: ", ")
    }
}

extension Problem {
    /// Something on our side; the log knows what.
    public static let internalError = Problem(.internalServerError, "internal-error", "Something went wrong here.")
}
