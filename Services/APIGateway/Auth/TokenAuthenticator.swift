import FoundationEssentials
import HTTP
import Reactor
import ServiceKit
import TodoCore
import TodoStore

/// Finds out who asks, from `Authorization: Bearer …`; a request without a valid token goes no further.
///
/// A verified token is remembered (the signature costs more than the rest of a small request), and whether its login
/// still stands is asked again after five seconds: logging out takes that long to reach every replica.
@LoopActor final class TokenAuthenticator: Middleware {
    private struct Verified {
        let identity: Identity
        let expiresAt: Date
        let checkedAt: LoopClock.Instant
    }

    /// The whole header. Hashed by its last bytes, which are the signature's: only what was verified is remembered, so
    /// nobody chooses them.
    private struct Header: Hashable {
        let text: String

        func hash(into hasher: inout Hasher) {
            hasher.combine(text.utf8.suffix(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) })
        }
    }

    /// Beyond it all are forgotten at once and verified anew.
    private static let remembered = 20_000
    private static let trusted = Duration.seconds(5)

    private let tokens: AccessTokens
    private let external: ExternalTokens?
    private let isLive: @LoopActor (Identity) async throws -> Bool
    private let now: @Sendable () -> Date
    private var verified: [Header: Verified] = [:]

    /// - Parameters:
    ///   - external: another issuer's tokens, where they are taken too.
    ///   - isLive: whether a login still stands; the account where there is no login of ours.
    init(
        _ tokens: AccessTokens, external: ExternalTokens? = nil, now: @escaping @Sendable () -> Date,
        isLive: @escaping @LoopActor (Identity) async throws -> Bool
    ) {
        self.tokens = tokens
        self.external = external
        self.now = now
        self.isLive = isLive
    }

    func respond(
        to request: HTTPRequest, _ context: AppContext, next: @escaping Handler<AppContext>
    ) async throws -> HTTPResponse {
        guard let header = request.headers["Authorization"].map(Header.init) else { throw Problem.invalidToken }
        if let known = verified[header], isTrusted(known) {
            context.identity = known.identity
        } else {
            context.identity = try await check(header)
        }
        return try await next(request, context)
    }

    /// Asks again whether the logins of a user still stand: one of them was ended.
    func forget(_ user: UserID) {
        verified = verified.filter { $0.value.identity.userID != user.rawValue }
    }

    private func isTrusted(_ known: Verified) -> Bool {
        known.checkedAt.duration(to: .now) <= Self.trusted && isInTime(known)
    }

    private func isInTime(_ known: Verified) -> Bool { known.expiresAt > now().addingTimeInterval(-30) }

    /// Verifies a header not seen before, and asks whether its login still stands.
    private func check(_ header: Header) async throws -> Identity {
        var known = verified[header]
        if known == nil { known = try await verify(header.text) }
        guard let known, isInTime(known), try await isLive(known.identity) else {
            verified[header] = nil
            throw Problem.rejectedToken
        }
        if verified.count >= Self.remembered { verified.removeAll(keepingCapacity: true) }
        verified[header] = Verified(identity: known.identity, expiresAt: known.expiresAt, checkedAt: .now)
        return known.identity
    }

    private func verify(_ header: String) async throws -> Verified? {
        guard header.utf8.count < 8_192, header.hasPrefix("Bearer ") || header.hasPrefix("bearer ") else { return nil }
        let token = String(header.dropFirst(7))
        var found = tokens.verify(token, now: now())
        if found == nil, let external { found = try await external.verify(token) }
        return found.map {
            Verified(identity: $0.identity, expiresAt: $0.expiresAt, checkedAt: LoopClock.Instant(nanoseconds: 0))
        }
    }
}

extension Problem {
    /// 401 for a token that was shown and is not good: unreadable, expired, or its login was ended.
    static let rejectedToken = Problem(
        .unauthorized, "invalid-token", "The access token is not valid (any more): refresh it or log in again.",
        headers: ["WWW-Authenticate": "Bearer error=\"invalid_token\""])
}
