internal import FoundationEssentials
public import HTTP
public import Observability
public import Reactor

/// Turns down who asks too often: 429 with `Retry-After`, and RateLimit header fields on every limited answer.
///
/// In the process, without a store: the limit holds per replica. `.addresses` stands outside the authenticator and
/// counts requests without a token and those whose token was refused; `.users` stands inside it.
public struct RateLimit: Middleware {
    public enum Subject: Sendable {
        case addresses, users
    }

    private let subject: Subject
    private let trustedProxies: Int
    private let buckets: TokenBuckets<String>?
    private let refused: Counter

    @LoopActor public init(_ subject: Subject, _ config: RateLimitConfig, _ metrics: Metrics) {
        self.subject = subject
        trustedProxies = config.trustedProxies
        let perMinute = subject == .users ? config.perUser : config.perAddress
        buckets = config.perUser > 0 && perMinute > 0 ? TokenBuckets(perMinute: perMinute) : nil
        refused = metrics.counter(
            "http_rate_limited_total", "Requests answered 429.", labels: ["subject"])(
                subject == .users ? "user" : "address")
    }

    public func respond(
        to request: HTTPRequest, _ context: AppContext, next: @escaping Handler<AppContext>
    ) async throws -> HTTPResponse {
        guard let buckets else { return try await next(request, context) }
        switch subject {
        case .users: return try await limitUser(buckets, request, context, next)
        case .addresses: return try await limitAddress(buckets, request, context, next)
        }
    }

    @LoopActor private func limitUser(
        _ buckets: TokenBuckets<String>, _ request: HTTPRequest, _ context: AppContext, _ next: Handler<AppContext>
    ) async throws -> HTTPResponse {
        guard let identity = context.identity else { return try await next(request, context) }
        let answer = buckets.take(identity.userID.uuidString, at: .now)
        guard answer.isAllowed else { throw tooMany(buckets, answer) }
        var response = try await next(request, context)
        for (name, value) in Self.fields(buckets, answer) { response.headers[name] = value }
        return response
    }

    @LoopActor private func limitAddress(
        _ buckets: TokenBuckets<String>, _ request: HTTPRequest, _ context: AppContext, _ next: Handler<AppContext>
    ) async throws -> HTTPResponse {
        let address = ClientAddress.key(of: request, trustedProxies: trustedProxies)
        // Whoever shows a token is counted as a user; only a refused one counts against the address.
        let hasToken = request.headers.contains("Authorization")
        let answer = hasToken ? buckets.peek(address, at: .now) : buckets.take(address, at: .now)
        guard answer.isAllowed else { throw tooMany(buckets, answer) }
        do {
            let response = try await next(request, context)
            if hasToken, response.status == .unauthorized { buckets.charge(address, at: .now) }
            return response
        } catch let problem as Problem {
            if hasToken, problem.status == .unauthorized { buckets.charge(address, at: .now) }
            throw problem
        }
    }

    @LoopActor private func tooMany(_ buckets: TokenBuckets<String>, _ answer: TokenBuckets<String>.Answer) -> Problem {
        refused.increment()
        var headers = HTTPHeaders()
        for (name, value) in Self.fields(buckets, answer) { headers.add(name, value) }
        headers.add("Retry-After", String(answer.seconds))
        return Problem(
            .tooManyRequests, "too-many-requests", "Too many requests; try again in \(answer.seconds) s.",
            headers: headers)
    }

    @LoopActor private static func fields(
        _ buckets: TokenBuckets<String>, _ answer: TokenBuckets<String>.Answer
    ) -> [(String, String)] {
        [
            ("RateLimit-Limit", String(buckets.perMinute)), ("RateLimit-Remaining", String(answer.remaining)),
            ("RateLimit-Reset", String(answer.seconds)),
        ]
    }
}
