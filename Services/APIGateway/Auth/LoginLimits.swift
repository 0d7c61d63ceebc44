import HTTP
import Reactor
import TodoStore

/// How often one may try to log in: 5 times per account in 15 minutes, 20 times per address in a minute.
///
/// The counters are PostgreSQL's, so that replicas share them; when it is away nobody can log in anyway.
@LoopActor struct LoginLimits {
    let counters: RateCounterStore
    /// False switches them off, as a load run needs it.
    let isEnabled: Bool

    func check(account email: String, address: String) async throws {
        try await check(address: address)
        try await check(Self.key(email), limit: 5, window: 15 * 60)
    }

    func check(address: String) async throws { try await check("login-address:\(address)", limit: 20, window: 60) }

    /// Forgets the failures of an account that has logged in.
    func forgive(account email: String) async {
        guard isEnabled else { return }
        try? await counters.reset(Self.key(email))  // the window ends by itself
    }

    private static func key(_ email: String) -> String { "login-account:\(email.lowercased())" }

    private func check(_ key: String, limit: Int, window: Int) async throws {
        guard isEnabled else { return }
        let count = try await counters.count(key, window: window)
        guard count.attempts <= limit else {
            throw Problem(
                .tooManyRequests, "too-many-attempts", "Too many attempts; try again in \(count.secondsLeft) s.",
                headers: ["Retry-After": "\(count.secondsLeft)"])
        }
    }
}
