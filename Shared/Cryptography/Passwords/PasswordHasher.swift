public import Reactor

/// Hashes and checks passwords with scrypt, off the loop: two at a time, sixteen waiting, no more.
///
/// The bound is what keeps sign-ups from eating the machine: beyond it the caller answers 503 at once.
@LoopActor public final class PasswordHasher {
    /// Too many passwords are being hashed already, or the caller gave up before its turn.
    public struct Busy: Error, Equatable {}

    /// Derivations that run at one time, in the whole process.
    public static let running = 2
    /// Derivations that may wait for one of those.
    public static let queued = 16

    private let parameters: ScryptParameters
    private let pepper: HMACSHA256?
    private var waiting = [0, 0]

    /// A hasher; a `pepper` is a secret outside the database, without which its hashes are worth nothing.
    public nonisolated init(pepper: [UInt8]? = nil) {
        parameters = .current
        self.pepper = pepper.map { HMACSHA256(key: $0) }
    }

    nonisolated init(parameters: ScryptParameters) {
        self.parameters = parameters
        pepper = nil
    }

    /// The PHC string to store for a password: `$scrypt$ln=15,r=8,p=3$salt$hash`, with a salt of its own.
    public func hash(_ password: String) async throws(Busy) -> String {
        let salt = SecureRandom.bytes(PasswordHash.saltLength)
        let hash = try await derive(password, salt: salt, parameters, length: PasswordHash.length)
        return PasswordHash(parameters: parameters, salt: salt, hash: hash).text
    }

    /// Whether the password is the stored one.
    ///
    /// Without a stored one (no such user), or with one that cannot be read, it does the same work and answers false:
    /// the time tells nobody who has an account.
    public func verify(_ password: String, _ stored: String?) async throws(Busy) -> Bool {
        let known = stored.flatMap { PasswordHash($0) }
        let wanted = known ?? PasswordHash(parameters: parameters, salt: Self.nobodysSalt, hash: Self.nobodysHash)
        let hash = try await derive(password, salt: wanted.salt, wanted.parameters, length: wanted.hash.count)
        let same = constantTimeEquals(hash, wanted.hash)
        return same && known != nil
    }

    /// Whether a stored password should be hashed again at the next login: its cost is not today's.
    public nonisolated func needsRehash(_ stored: String) -> Bool { PasswordHash(stored)?.parameters != parameters }

    private static let nobodysSalt = [UInt8](repeating: 0x5A, count: PasswordHash.saltLength)
    private static let nobodysHash = [UInt8](repeating: 0, count: PasswordHash.length)

    private func derive(
        _ password: String, salt: [UInt8], _ parameters: ScryptParameters, length: Int
    ) async throws(Busy) -> [UInt8] {
        guard waiting[0] + waiting[1] < Self.running + Self.queued else { throw Busy() }
        // All derivations cost the same, so the shorter queue is the sooner done.
        let worker = waiting[0] <= waiting[1] ? 0 : 1
        waiting[worker] += 1
        defer { waiting[worker] -= 1 }
        var secret = Array(password.utf8)
        if let pepper { secret = pepper.code(for: secret) }
        let key = await ScryptWorker.all[worker].derive(secret, salt: salt, parameters, length: length)
        guard let key else { throw Busy() }
        return key
    }
}
