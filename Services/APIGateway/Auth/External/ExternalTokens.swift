import Cryptography
import FoundationEssentials
import HTTP
import JSON
import Reactor
import ServiceKit
import TodoCore
import TodoStore

/// Takes another issuer's tokens for what they say: this is subject so-and-so. Each has an account here, made when their
/// first token is seen.
@LoopActor struct ExternalTokens {
    let keys: ExternalKeys
    let users: UserStore
    let zones: ZoneDatabase
    let now: @Sendable () -> Date
    private let policy: VerificationPolicy
    private let issuer: String

    init(
        _ config: ExternalTokenConfig, keys: ExternalKeys, users: UserStore, zones: ZoneDatabase,
        now: @escaping @Sendable () -> Date
    ) {
        (self.keys, self.users, self.zones, self.now) = (keys, users, zones, now)
        issuer = config.issuer
        // No type: identity providers call theirs "JWT", "at+jwt" or nothing. Issuer and audience tell them apart.
        policy = VerificationPolicy(issuer: config.issuer, audience: config.audience, type: nil)
    }

    /// Whom the token stands for, and until when; nil for a token that is not that issuer's or not valid now.
    func verify(_ token: String) async throws -> (identity: Identity, expiresAt: Date)? {
        guard let claims = try claims(token), let expiresAt = claims.expiresAt,
            let subject = claims.subject, (1...255).contains(subject.utf8.count)
        else { return nil }
        let user = user(claims, UserID(rawValue: Self.id(issuer: issuer, subject: subject)))
        guard try await users.ensure(user, verifiedEmail: verifiedEmail(claims)) else { return nil }
        return (Identity(userID: user.id.rawValue), expiresAt)
    }

    private func claims(_ token: String) throws -> JSONWebToken.Claims? {
        var isKeyKnown = true
        for set in keys.sets {
            do throws(JSONWebTokenError) {
                return try JSONWebToken.verify(token, keys: set, policy: policy, now: now())
            } catch .unknownKey {
                isKeyKnown = false
            } catch {
                continue
            }
        }
        guard keys.isLoaded else {
            throw Problem.unavailable("keys-unavailable", "The keys of tokens are not here yet.")
        }
        if !isKeyKnown { keys.want() }
        return nil
    }

    /// The user of a subject: always the same, so that no table has to say so and no two requests can make two. RFC
    /// 9562's version 8: our own derivation, which no identifier of version 7 can meet.
    static func id(issuer: String, subject: String) -> UUID {
        var bytes = SHA256.digest("external-user\u{0}\(issuer)\u{0}\(subject)")
        bytes[6] = bytes[6] & 0x0F | 0x80
        bytes[8] = bytes[8] & 0x3F | 0x80
        return bytes.withUnsafeBytes { UUID(uuid: $0.loadUnaligned(as: uuid_t.self)) }
    }

    private func user(_ claims: JSONWebToken.Claims, _ id: UserID) -> User {
        let name = claims.all["name"]?.string.flatMap { try? UserName.check($0) }
        let language = claims.all["locale"]?.string.flatMap { Language(rawValue: String($0.prefix(2)).lowercased()) }
        let zone = claims.all["zoneinfo"]?.string.flatMap { zones.zone($0)?.name }
        let now = now()
        return User(
            id: id, email: "\(id)@external.invalid", name: name ?? "user", language: language ?? .english,
            timezone: zone ?? "UTC", createdAt: now, updatedAt: now)
    }

    /// An address that nobody has shown to be theirs would only keep it from whom it belongs to.
    private func verifiedEmail(_ claims: JSONWebToken.Claims) -> String? {
        guard claims.all["email_verified"] == true else { return nil }
        return claims.all["email"]?.string.flatMap { try? EmailAddress.check($0) }
    }
}
