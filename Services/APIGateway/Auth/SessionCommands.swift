import Cryptography
import FoundationEssentials
import HTTP
import Reactor
import TodoCore
import TodoStore

/// Accounts and logins.
@LoopActor struct SessionCommands {
    let users: UserStore
    let sessions: SessionStore
    let limits: LoginLimits
    let passwords: PasswordHasher
    let tokens: AccessTokens
    /// Turns a refresh token into its successor, the same one each time.
    let successors: HMACSHA256
    let ids: IdentifierSource
    let now: @Sendable () -> Date

    /// What a client has after signing up, logging in or refreshing.
    struct Login: Sendable {
        let user: User
        let accessToken: String
        let refreshToken: String
        let lifetime: Duration
    }

    /// Creates an account and logs it in.
    func signUp(_ payload: SessionPayloads.SignUp, userAgent: String?) async throws -> Login {
        let hash = try await hashed(payload.password)
        let now = now()
        let user = User(
            id: ids.next(at: now), email: payload.email, name: payload.name, language: payload.language,
            timezone: payload.timezone, weekStart: payload.weekStart, createdAt: now, updatedAt: now)
        let (session, refreshToken) = newSession(of: user.id, userAgent, now)
        guard try await users.create(user, passwordHash: hash, session: session) else { throw TodoError.emailTaken }
        return login(user, session.familyID, refreshToken, now)
    }

    /// Logs in; an unknown address takes as long and answers the same as a wrong password.
    func logIn(_ payload: SessionPayloads.LogIn, from address: String, userAgent: String?) async throws -> Login {
        try await limits.check(account: payload.email, address: address)
        let account = try await users.account(email: payload.email)
        guard try await verified(payload.password, account?.passwordHash), let account else {
            throw TodoError.invalidCredentials
        }
        await limits.forgive(account: payload.email)
        if let hash = account.passwordHash, passwords.needsRehash(hash) {
            try await users.rehash(account.user.id, from: hash, to: try await hashed(payload.password))
        }
        let now = now()
        let (session, refreshToken) = newSession(of: account.user.id, userAgent, now)
        try await sessions.open(session)
        return login(account.user, session.familyID, refreshToken, now)
    }

    /// Uses a refresh token up; the second use within ten seconds gets the same successor.
    func refresh(_ refreshToken: String, from address: String, userAgent: String?) async throws -> Login {
        try await limits.check(address: address)
        let now = now()
        let successor = Base64URL.encode(successors.code(for: Array(refreshToken.utf8)))
        let rotation = try await sessions.rotate(
            SHA256.digest(refreshToken), to: SHA256.digest(successor), id: freshID(now), userAgent: userAgent)
        guard case .rotated(let user, let familyID) = rotation else { throw Problem.rejectedToken }
        return login(user, familyID, successor, now)
    }

    /// Ends the login of a refresh token; a token that is not known is no error, it is logged out already.
    func logOut(_ refreshToken: String) async throws {
        try await sessions.close(SHA256.digest(refreshToken))
    }

    // MARK: Steps

    func hashed(_ password: String) async throws -> String {
        do throws(PasswordHasher.Busy) { return try await passwords.hash(password) } catch { throw Problem.busyHashing }
    }

    func verified(_ password: String, _ hash: String?) async throws -> Bool {
        do throws(PasswordHasher.Busy) { return try await passwords.verify(password, hash) } catch {
            throw Problem.busyHashing
        }
    }

    private func newSession(of user: UserID, _ userAgent: String?, _ now: Date) -> (NewSession, token: String) {
        let token = Base64URL.encode(SecureRandom.bytes(32))
        let session = NewSession(
            familyID: freshID(now), id: freshID(now), userID: user, tokenHash: SHA256.digest(token),
            userAgent: userAgent)
        return (session, token)
    }

    private func login(_ user: User, _ familyID: UUID, _ refreshToken: String, _ now: Date) -> Login {
        Login(
            user: user, accessToken: tokens.make(for: user.id, sessionID: familyID, id: freshID(now), now: now),
            refreshToken: refreshToken, lifetime: tokens.lifetime)
    }

    private func freshID(_ now: Date) -> UUID { ids.next(at: now, of: NewSession.self).rawValue }
}

extension Problem {
    /// 503: more logins at once than two cores can hash.
    static let busyHashing = Problem(
        .serviceUnavailable, "busy", "Too many logins at once; try again in a moment.", headers: ["Retry-After": "1"])
}
