import FoundationEssentials
import HTTP
import JSON
import Reactor
import Testing

@LoopActor @Suite struct RouterTests {
    private let router = Router<PlainContext>()

    private func send(_ method: HTTPMethod, _ target: String) async throws -> HTTPResponse {
        await router.respond(to: try HTTPRequest(method, target))
    }

    private func text(_ response: HTTPResponse) -> String {
        switch response.body {
        case .bytes(let bytes): String(decoding: bytes, as: UTF8.self)
        case .json(let json): json.text
        case .none, .stream: ""
        }
    }

    private func echo(_ name: String) -> Handler<PlainContext> {
        { _, context in
            let values = ["a", "b", "path"].compactMap { context.parameters[$0] }
            return .text(.ok, ([name, context.route ?? "-"] + values).joined(separator: " "))
        }
    }

    @Test func aLiteralGoesBeforeAParameterAndThatBeforeTheRest() async throws {
        for pattern in ["/", "/x", "/x/{a}", "/x/y", "/x/{a}/z", "/x/y/{b}/z", "/x/{path*}", "/{a}/{b}"] {
            router.get(pattern, echo("get"))
        }
        let table = [
            ("/", "get /"), ("/x", "get /x"), ("/x/1", "get /x/{a} 1"), ("/x/y", "get /x/y"),
            ("/x/1/z", "get /x/{a}/z 1"), ("/x/y/z", "get /x/{a}/z y"), ("/x/y/2/z", "get /x/y/{b}/z 2"),
            ("/x/1/2/3", "get /x/{path*} 1/2/3"), ("/p/q", "get /{a}/{b} p q"), ("/x/a%20b", "get /x/{a} a b"),
            ("/%78/y", "get /x/y"),
        ]
        for (target, expected) in table { #expect(text(try await send(.get, target)) == expected) }
    }

    @Test func nothingElseIsARoute() async throws {
        router.get("/x/{a}", echo("get"))
        router.get("/f/{path*}", echo("get"))
        for target in [
            "/", "/x", "/x/", "/x//", "//x/1", "/x//1", "/X/1", "/x/1/", "/x/1/2", "/f", "/f/", "/f//a", "/f/a//b",
            "/f/a/", "/f/..%2fa", "/f/a%2fb",
        ] {
            let response = try await send(.get, target)
            #expect(response.status == 404, "\(target)")
            #expect(text(response).contains(#""code":"not-found""#))
        }
    }

    /// Answers for owners whose id ends with 1.
    private struct Ones: Middleware {
        func respond(
            to request: HTTPRequest, _ context: PlainContext, next: @escaping Handler<PlainContext>
        ) async throws -> HTTPResponse {
            guard context.parameters["owner"]?.hasSuffix("1") == true else { throw Problem.notFound }
            return try await next(request, context)
        }
    }

    @Test func anOwnersPathLeadsToTheSameRoutes() async throws {
        let own = router.group("/x").owned(by: "owner", Ones())
        own.on(.get, "/{a}/y", limits: RouteLimits(body: 7)) { request, context in
            .text(.ok, [request.path, context.route ?? "-", context.parameters["a"] ?? "-"].joined(separator: " "))
        }
        own.group("/g").get("", echo("group"))
        router.get("/x/open", echo("open"))
        let (mine, other) = ("6ba7b810-9dad-11d1-80b4-00c04fd430c1", "6ba7b810-9dad-11d1-80b4-00c04fd430c2")

        #expect(text(try await send(.get, "/x/1/y?q=1")) == "/x/1/y /x/{a}/y 1")
        #expect(text(try await send(.get, "/x/\(mine)/a%20b/y?q=1")) == "/x/a%20b/y /x/{a}/y a b")
        #expect(text(try await send(.get, "/x/\(mine.uppercased())/g")) == "group /x/g")
        for target in [
            "/x/\(other)/1/y", "/x/\(mine)/open", "/x/me/1/y", "/x/\(mine)", "/\(mine)/x/g", "/x/\(mine)//y",
        ] {
            #expect(try await send(.get, target).status == 404, "\(target)")
        }
        let refused = try await send(.post, "/x/\(mine)/g")
        #expect(refused.status == 405 && refused.headers["Allow"] == "GET, HEAD, OPTIONS")
        #expect(try await send(.head, "/x/\(mine)/g").status == 200)
        #expect(router.limits(for: .get, path: "/x/\(mine)/1/y").body == 7)
    }

    @Test func anEncodedSlashStaysInItsParameter() async throws {
        router.get("/x/{a}", echo("get"))
        #expect(text(try await send(.get, "/x/..%2f..%2fadmin")) == "get /x/{a} ../../admin")
    }

    @Test func anotherMethodIs405WithAllow() async throws {
        router.get("/x", echo("get"))
        router.post("/x", echo("post"))
        let response = try await send(.delete, "/x")
        #expect(response.status == 405)
        #expect(response.headers["Allow"] == "GET, POST, HEAD, OPTIONS")
        #expect(try await send(.init(rawValue: "BREW"), "/x").status == 405)
    }

    @Test func optionsTellsAndHeadIsGet() async throws {
        router.get("/x", echo("get"))
        router.post("/y", echo("post"))
        let options = try await send(.options, "/x")
        #expect(options.status == 204)
        #expect(options.headers["Allow"] == "GET, HEAD, OPTIONS")
        #expect(text(try await send(.head, "/x")) == "get /x")
        #expect(try await send(.head, "/y").status == 405)
        #expect(try await send(.options, "/z").status == 404)
    }

    @Test func aRouteOfItsOwnGoesBeforeWhatTheRouterWouldAnswer() async throws {
        router.get("/x", echo("get"))
        router.on(.head, "/x", echo("head"))
        router.on(.options, "/x", echo("options"))
        #expect(text(try await send(.head, "/x")) == "head /x")
        #expect(text(try await send(.options, "/x")) == "options /x")
    }

    @Test func errorsBecomeProblems() async throws {
        struct Inside: Error { let secret = "host=10.0.0.1" }
        router.get("/problem") { _, _ in throw Problem(.conflict, "moved-on", "Read it again.") }
        router.get("/error") { _, _ in throw Inside() }
        #expect(try await send(.get, "/problem").status == 409)
        let response = try await send(.get, "/error")
        #expect(response.status == 500)
        #expect(text(response).contains("internal-error"))
        #expect(!text(response).contains("10.0.0.1"))
    }

    private struct Trace: Middleware {
        let name: String

        func respond(
            to request: HTTPRequest, _ context: PlainContext, next: @escaping Handler<PlainContext>
        ) async throws -> HTTPResponse {
            do {
                var response = try await next(request, context)
                response.headers["X-Trace"] = "\(name)(\(response.headers["X-Trace"] ?? context.route ?? "none"))"
                return response
            } catch let problem as Problem {
                var response = problem.response()
                response.headers["X-Trace"] = "\(name)[\(problem.code)]"
                return response
            }
        }
    }

    @Test func middlewareStandsAroundTheRoutesAnd404And405() async throws {
        router.get("/x", echo("get"))
        router.use(Trace(name: "outer"))
        router.use(Trace(name: "inner"))
        router.get("/y", echo("get"))
        #expect(try await send(.get, "/x").headers["X-Trace"] == "outer(inner(/x))")
        #expect(try await send(.get, "/y").headers["X-Trace"] == "outer(inner(/y))")
        #expect(try await send(.get, "/z").headers["X-Trace"] == "outer(inner[not-found])")
        #expect(try await send(.post, "/x").headers["X-Trace"] == "outer(inner[method-not-allowed])")
    }

    @Test func middlewareAddedLaterStandsAroundEarlierRoutesToo() async throws {
        router.get("/x", echo("get"))
        #expect(try await send(.get, "/x").headers["X-Trace"] == nil)
        router.use(Trace(name: "late"))
        #expect(try await send(.get, "/x").headers["X-Trace"] == "late(/x)")
    }

    @Test func aGroupHasAPrefixAndMiddlewareOfItsOwn() async throws {
        router.use(Trace(name: "all"))
        let api = router.group("/api", Trace(name: "api"))
        api.get("", echo("list"))
        api.post("/{a}", echo("post"))
        api.group("/{a}/sub", Trace(name: "sub")).get("/{b}", echo("deep"))
        router.get("/plain", echo("plain"))
        #expect(try await send(.get, "/api").headers["X-Trace"] == "all(api(/api))")
        #expect(try await send(.get, "/plain").headers["X-Trace"] == "all(/plain)")
        let deep = try await send(.get, "/api/1/sub/2")
        #expect(text(deep) == "deep /api/{a}/sub/{b} 1 2")
        #expect(deep.headers["X-Trace"] == "all(api(sub(/api/{a}/sub/{b})))")
        #expect(try await send(.get, "/api/9").headers["X-Trace"] == "all[method-not-allowed]")
    }

    @Test func limitsAreKnownByMethodAndPath() {
        router.post("/small", limits: RouteLimits(body: 10, bodyTimeout: .seconds(1)), echo("post"))
        router.put("/small", echo("put"))
        #expect(router.limits(for: .post, path: "/small").body == 10)
        #expect(router.limits(for: .put, path: "/small") == .standard)
        #expect(router.limits(for: .post, path: "/none") == .standard)
        #expect(RouteLimits.standard == RouteLimits(body: 1_048_576, bodyTimeout: .seconds(30)))
    }

    @Test func listsItsRoutes() {
        router.get("/a", echo("get"))
        router.group("/b").delete("/{id}", echo("delete"))
        #expect(router.routes.map { "\($0.method) \($0.pattern)" } == ["GET /a", "DELETE /b/{id}"])
    }

    @Test func aFallbackAnswersWhatNoPatternHas() async throws {
        router.get("/a", echo("get"))
        router.otherwise { _, _ in throw Problem(.serviceUnavailable, "unknown-route") }
        #expect(try await send(.post, "/b").status == 503)
        #expect(try await send(.post, "/a").status == 405)
    }

    @Test func parametersAreReadOrAre404() throws {
        let id = UUID()
        let parameters: RouteParameters = ["id": id.uuidString, "n": "12"]
        #expect(try parameters.require("id", as: UUID.self) == id)
        #expect(try parameters.require("n", { Int($0) }) == 12)
        for name in ["n", "missing"] {
            let problem = #expect(throws: Problem.self) { try parameters.require(name, as: UUID.self) }
            #expect(problem?.status == 404)
        }
    }
}
