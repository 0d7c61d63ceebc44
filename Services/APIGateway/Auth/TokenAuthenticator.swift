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
        var checkedAt: LoopClock.Instant
    }

    /// Beyond it all are forgotten at once and verified anew.
    private static let remembered = 20_000
    private static let trusted = Duration.seconds(5)

    private let tokens: AccessTokens
    private let isLive: @LoopActor (UUID, UserID) async throws -> Bool
    private let now: @Sendable () -> Date
    private var verified: [String: Verified] = [:]

    /// - Parameter isLive: whether a login of a user still stands.
    init(
        _ tokens: AccessTokens, now: @escaping @Sendable () -> Date,
        isLive: @escaping @LoopActor (UUID, UserID) async throws -> Bool
    ) {
        self.tokens = tokens
        self.now = now
        self.isLive = isLive
    }

    nonisolated func respond(
        to request: HTTPRequest, _ context: AppContext, next: @escaping Handler<AppContext>
    ) async throws -> HTTPResponse {
        var context = context
        context.identity = try await identity(of: request)
        return try await next(request, context)
    }

    private func identity(of request: HTTPRequest) async throws -> Identity {
        guard let header = request.headers["Authorization"] else { throw Problem.invalidToken }
        guard header.utf8.count < 8_192, header.hasPrefix("Bearer ") || header.hasPrefix("bearer ") else {
            throw Problem.rejectedToken
        }
        let token = String(header.utf8.dropFirst(7)) ?? ""
        guard let known = try await known(token) else { throw Problem.rejectedToken }
        return known.identity
    }

    private func known(_ token: String) async throws -> Verified? {
        let now = now()
        guard let known = verified[token] ?? fresh(token, now), known.expiresAt > now.addingTimeInterval(-30) else {
            verified[token] = nil
            return nil
        }
        guard known.checkedAt.duration(to: .now) > Self.trusted else { return known }
        guard let session = known.identity.sessionID,
            try await isLive(session, UserID(rawValue: known.identity.userID))
        else {
            verified[token] = nil
            return nil
        }
        var checked = known
        checked.checkedAt = .now
        if verified.count >= Self.remembered { verified.removeAll(keepingCapacity: true) }
        verified[token] = checked
        return checked
    }

    private func fresh(_ token: String, _ now: Date) -> Verified? {
        tokens.verify(token, now: now).map {
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
