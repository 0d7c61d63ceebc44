import Configuration
import FoundationEssentials
import HTTP
import JSON
import Observability
import Postgres
import Reactor
import ServiceKit
import TestSupport
import TodoCore
import TodoStore

@testable import APIGateway

/// The gateway's routes over the running test's database, without a socket.
@LoopActor struct GatewayFixture {
    let router: Router<AppContext>
    let postgres: PostgresClient
    /// What would run beside the routes.
    let services: [any Service]
    private let tokens: AccessTokens

    /// A user with a login.
    struct Person: Sendable {
        let id: UserID
        let token: String
    }

    struct Answer: Sendable {
        let status: Int
        let headers: HTTPHeaders
        let json: JSONValue

        var code: String? { json["code"]?.string }
        /// The pointers of a problem's mistakes, with their codes.
        var mistakes: [String] {
            (json["errors"]?.array ?? []).map { "\($0["pointer"]?.string ?? "?") \($0["code"]?.string ?? "?")" }
        }
        func text(_ name: String) -> String? { json[name]?.string }
        var items: [JSONValue] { json["items"]?.array ?? [] }
    }

    static func with(_ values: [String: String] = [:], _ body: @LoopActor (GatewayFixture) async throws -> Void)
        async throws
    {
        let settings = [
            "database.url": TestDatabase.url, "auth.secret": String(repeating: "s", count: 40),
            "http.rateLimit": "0", "postgres.sessions": "2", "postgres.readConnections": "1",
            "postgres.writeConnections": "1",
            // How loaded the machine is is not what these tests are about.
            "postgres.connectTimeout": "PT60S", "postgres.acquireTimeout": "PT60S", "postgres.queueTimeout": "PT60S",
        ].merging(values) { $1 }
        let config = APIGatewayConfig(ConfigReader(values: settings))
        let context = CommandContext(
            program: "api-gateway", logger: Logger("test", level: .error), zones: try ZoneFiles.read())
        let gateway = try App.build(config, context)
        ResponseRecorder.record(gateway.router)
        gateway.router.intercept(UntranslatedProblems())
        let postgres = try unwrapped(gateway.services.lazy.compactMap { $0 as? PostgresClient }.first)
        try await postgres.start()
        // What answers stands; nothing else of a gateway's start matters here.
        context.lifecycle.advance(to: .running)
        do {
            try await body(
                GatewayFixture(
                    router: gateway.router, postgres: postgres, services: gateway.services,
                    tokens: try AccessTokens(config.auth)))
        } catch {
            await postgres.shutdown()
            throw error
        }
        await postgres.shutdown()
    }

    /// An account with a login, without the cost of hashing a password.
    func person(_ name: String = "ann") async throws -> Person {
        let ids = IdentifierSource.system
        let now = WallClock.now()
        let user = User(id: ids.next(at: now), email: "\(name)@example.org", name: name, createdAt: now, updatedAt: now)
        let family = UUID()
        let session = NewSession(
            familyID: family, id: UUID(), userID: user.id,
            tokenHash: (0..<32).map { _ in UInt8.random(in: 0...255) }, userAgent: nil)
        _ = try await UserStore(postgres).create(user, passwordHash: "none", session: session)
        return Person(id: user.id, token: tokens.make(for: user.id, sessionID: family, id: UUID(), now: now))
    }

    func send(
        _ method: HTTPMethod, _ target: String, _ body: String? = nil, as person: Person? = nil,
        bearer token: String? = nil, headers extra: [String: String] = [:]
    ) async throws -> Answer {
        try await send(method, target, bytes: body.map { Array($0.utf8) }, as: person, bearer: token, headers: extra)
    }

    /// A request whose body need not be text.
    func send(
        _ method: HTTPMethod, _ target: String, bytes body: [UInt8]?, as person: Person? = nil,
        bearer token: String? = nil, headers extra: [String: String] = [:]
    ) async throws -> Answer {
        var headers = HTTPHeaders()
        if let token = token ?? person?.token { headers["Authorization"] = "Bearer \(token)" }
        if body != nil { headers["Content-Type"] = "application/json" }
        for (name, value) in extra { headers[name] = value }
        let request = try HTTPRequest(method, target, headers: headers, body: body ?? [])
        let response = await router.respond(to: request)
        let bytes: [UInt8] =
            switch response.body {
            case .json(let json): json.bytes
            case .bytes(let bytes): bytes
            case .none, .stream: []
            }
        let json = bytes.isEmpty ? .null : try JSONReader.parse(bytes)
        return Answer(status: response.status.code, headers: response.headers, json: json)
    }

    /// A task of a person, as created.
    func task(_ body: String = #"{"title":"Water"}"#, of person: Person) async throws -> Answer {
        try await send(.post, "/api/tasks", body, as: person)
    }

    /// The only number of a query.
    func count(_ sql: SQL) async throws -> Int { try await postgres.read(sql)[0].int(0) }
}

/// The value, or an error that a test reports.
func unwrapped<T>(_ value: T?) throws -> T {
    guard let value else { throw Missing() }
    return value
}

struct Missing: Error {}
