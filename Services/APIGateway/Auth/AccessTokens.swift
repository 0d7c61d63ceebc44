import Cryptography
import FoundationEssentials
import Reactor
import ServiceKit
import TodoCore

/// Makes and reads the short-lived tokens that carry a user's identity.
struct AccessTokens: Sendable {
    private let key: SigningKey
    private let keys: JSONWebKeySet
    private let policy: VerificationPolicy
    private let issuer: String
    let lifetime: Duration

    /// Why the tokens cannot be made.
    struct Unusable: Error, CustomStringConvertible {
        var description: String { "AUTH_SECRET must have at least \(SigningKey.shortest) bytes." }
    }

    private static let keyID = "1"

    init(_ config: AuthConfig) throws {
        guard let key = SigningKey(secret: config.secret) else { throw Unusable() }
        self.key = key
        keys = try JSONWebKeySet([JSONWebKey(id: Self.keyID, key)])
        policy = VerificationPolicy(issuer: config.issuer, audience: "todo")
        issuer = config.issuer
        lifetime = config.accessTokenLifetime
    }

    /// The token of a user's login.
    func make(for user: UserID, sessionID: UUID, id: UUID, now: Date) -> String {
        let claims = JSONWebToken.Claims(
            issuer: issuer, subject: user.description, audience: ["todo"],
            expiresAt: now.addingTimeInterval(TimeInterval(lifetime.components.seconds)), notBefore: now,
            issuedAt: now, id: id.uuidString, sessionID: sessionID.uuidString)
        return JSONWebToken.sign(claims, with: key, keyID: Self.keyID)
    }

    /// Whom the token stands for, and until when; nil for a token that is not ours or not valid now.
    func verify(_ token: String, now: Date) -> (identity: Identity, expiresAt: Date)? {
        guard let claims = try? JSONWebToken.verify(token, keys: keys, policy: policy, now: now),
            let subject = claims.subject.flatMap(UUID.init(uuidString:)),
            let session = claims.sessionID.flatMap(UUID.init(uuidString:)), let expiresAt = claims.expiresAt
        else { return nil }
        return (Identity(userID: subject, sessionID: session), expiresAt)
    }
}
