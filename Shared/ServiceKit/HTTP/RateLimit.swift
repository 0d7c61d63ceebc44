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

    private let trustedProxies: Int
    private let users: TokenBuckets<UUID>?
    private let addresses: TokenBuckets<String>?
    private let refused: Counter

    @LoopActor public init(_ subject: Subject, _ config: RateLimitConfig, _ metrics: Metrics) {
        trustedProxies = config.trustedProxies
        let limitsUsers = subject == .users && config.perUser > 0
        let limitsAddresses = subject == .addresses && config.perUser > 0 && config.perAddress > 0
        users = limitsUsers ? TokenBuckets(perMinute: config.perUser) : nil
        addresses = limitsAddresses ? TokenBuckets(perMinute: config.perAddress) : nil
        refused = metrics.counter(
            "http_rate_limited_total", "Requests answered 429.", labels: ["subject"])(
                subject == .users ? "user" : "address")
    }

    public func respond(
        to request: HTTPRequest, _ context: AppContext, next: @escaping Handler<AppContext>
    ) async throws -> HTTPResponse {
        if let addresses { return try await limitAddress(addresses, request, context, next) }
        guard let users, let identity = context.identity else { return try await next(request, context) }
        let answer = users.take(identity.userID, at: .now)
        guard answer.isAllowed else { throw tooMany(users.perMinute, answer) }
        var response = try await next(request, context)
        for (name, value) in Self.fields(users.perMinute, answer) { response.headers.add(name, value) }
        return response
    }

    @LoopActor private func limitAddress(
        _ buckets: TokenBuckets<String>, _ request: HTTPRequest, _ context: AppContext, _ next: Handler<AppContext>
    ) async throws -> HTTPResponse {
        let address = ClientAddress.key(of: request, trustedProxies: trustedProxies)
        // Whoever shows a token is counted as a user; only a refused one counts against the address.
        let hasToken = request.headers.contains("Authorization")
        let answer = hasToken ? buckets.peek(address, at: .now) : buckets.take(address, at: .now)
        guard answer.isAllowed else { throw tooMany(buckets.perMinute, answer) }
        do {
            let response = try await next(request, context)
            if hasToken, response.status == .unauthorized { buckets.charge(address, at: .now) }
            return response
        } catch let problem as Problem {
            if hasToken, problem.status == .unauthorized { buckets.charge(address, at: .now) }
            throw problem
        }
    }

    @LoopActor private func tooMany(_ perMinute: Int, _ answer: BucketAnswer) -> Problem {
        refused.increment()
        var headers = HTTPHeaders()
        for (name, value) in Self.fields(perMinute, answer) { headers.add(name, value) }
        headers.add("Retry-After", String(answer.seconds))
        return Problem(
            .tooManyRequests, "too-many-requests", "Too many requests; try again in \(answer.seconds) s.",
            headers: headers)
    }

    @LoopActor private static func fields(
        _ perMinute: Int, _ answer: BucketAnswer
    ) -> [(String, String)] {
        [
            ("RateLimit-Limit", String(perMinute)), ("RateLimit-Remaining", String(answer.remaining)),
            ("RateLimit-Reset", String(answer.seconds)),
        ]
    }
}
