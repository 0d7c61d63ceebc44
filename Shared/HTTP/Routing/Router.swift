internal import FoundationEssentials
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
    private var answer: @LoopActor (any Error, HTTPRequest, Context) -> HTTPResponse = { error, _, _ in
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
    public func onError(_ answer: @escaping @LoopActor (any Error, HTTPRequest, Context) -> HTTPResponse) {
        self.answer = answer
    }

    /// Routes one method of a pattern ("/api/tasks/{id}", "/files/{path*}") to `handler`.
    public func on(
        _ method: HTTPMethod, _ pattern: String, limits: RouteLimits = .standard, _ handler: @escaping Handler<Context>
    ) {
        add(Route(method, pattern, limits, handler))
    }

    func add(_ route: Route<Context>) {
        let node = root.node(route.parts)
        precondition(
            !node.routes.contains { all[$0].method == route.method }, "\(route.method) \(route.pattern) exists already")
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
        let candidates = root.find(request.segments)
        let found = candidates.isEmpty ? owned(request)?.candidates ?? [] : candidates
        return pick(request.method, found)?.limits ?? .standard
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
            handler = ownedHandler(of: request, context) ?? wrap(fallback)
        }
        for interceptor in interceptors { interceptor.before(request, context) }
        var response: HTTPResponse
        do {
            response = try await handler(request, context)
        } catch {
            response = answer(error, request, context)
        }
        for interceptor in interceptors.reversed() { interceptor.after(&response, to: request, context) }
        return response
    }

    // MARK: Owners' paths

    /// The routes of a path without the owner that is its second part, and the request as they know it. Looked for only
    /// where the path as it stands has no route, so that it costs the others nothing.
    private func owned(_ request: HTTPRequest) -> (request: HTTPRequest, candidates: [Int])? {
        guard request.segments.count > 2, UUID(uuidString: request.segments[1]) != nil,
            let inner = request.without(segment: 1)
        else { return nil }
        let candidates = root.find(inner.segments).filter { all[$0].owned != nil }
        return candidates.isEmpty ? nil : (inner, candidates)
    }

    private func ownedHandler(of request: HTTPRequest, _ context: Context) -> Handler<Context>? {
        guard let (inner, candidates) = owned(request) else { return nil }
        guard let route = pick(request.method, candidates), let owned = route.owned else {
            context.route = all[candidates[0]].pattern
            return wrap(Self.other(allowed(candidates)))
        }
        context.route = route.pattern
        context.parameters = PatternPart.parameters(of: route.parts, in: inner.segments)
        context.parameters.append(owned.parameter, request.segments[1])
        let handler = wrap(owned.handler)
        return { _, context in try await handler(inner, context) }
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
