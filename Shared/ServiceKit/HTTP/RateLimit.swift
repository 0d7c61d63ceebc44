internal import FoundationEssentials
public import HTTP
public import Observability
public import Reactor

/// Turns down who asks too often: 429 with `Retry-After`, and RateLimit header fields on every answer to a limited user.
///
/// In the process, without a store: the limit holds per replica. `.addresses` stands outside the authenticator and
/// counts requests without a token and those whose token was refused; a valid token passes however many others of its
/// address were refused, because behind a proxy all share one. `.users` stands inside it.
public struct RateLimit: Middleware {
    public enum Subject: Sendable {
        case addresses, users
    }

    private enum Buckets {
        case addresses(TokenBuckets<String>, trustedProxies: Int)
        case users(TokenBuckets<UUID>)
    }

    private let buckets: Buckets
    private let refused: Counter
    private let now: @LoopActor @Sendable () -> LoopClock.Instant

    /// Nil where the configuration has no such limit: then nothing stands in a request's way.
    @LoopActor public init?(
        _ subject: Subject, _ config: RateLimitConfig, _ metrics: Metrics,
        now: @escaping @LoopActor @Sendable () -> LoopClock.Instant = { .now }
    ) {
        guard config.perUser > 0 else { return nil }
        switch subject {
        case .users: buckets = .users(TokenBuckets(perMinute: config.perUser))
        case .addresses:
            guard config.perAddress > 0 else { return nil }
            buckets = .addresses(TokenBuckets(perMinute: config.perAddress), trustedProxies: config.trustedProxies)
        }
        self.now = now
        refused = metrics.counter(
            "http_rate_limited_total", "Requests answered 429.", labels: ["subject"])(
                subject == .users ? "user" : "address")
    }

    public func respond(
        to request: HTTPRequest, _ context: AppContext, next: @escaping Handler<AppContext>
    ) async throws -> HTTPResponse {
        switch buckets {
        case .addresses(let addresses, let trustedProxies):
            let address = ClientAddress.key(of: request, trustedProxies: trustedProxies)
            guard request.headers.contains("Authorization") else {
                _ = try take(address, of: addresses)
                return try await next(request, context)
            }
            do {
                let response = try await next(request, context)
                if response.status == .unauthorized { _ = try take(address, of: addresses) }
                return response
            } catch let problem as Problem where problem.status == .unauthorized {
                _ = try take(address, of: addresses)
                throw problem
            }
        case .users(let users):
            guard let identity = context.identity else { return try await next(request, context) }
            let answer = try take(identity.userID, of: users)
            var response = try await next(request, context)
            for (name, value) in Self.fields(users.perMinute, answer) { response.headers.add(name, value) }
            return response
        }
    }

    @LoopActor private func take<Key>(_ key: Key, of buckets: TokenBuckets<Key>) throws -> BucketAnswer {
        let answer = buckets.take(key, at: now())
        guard answer.isAllowed else { throw tooMany(buckets.perMinute, answer) }
        return answer
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
