import Cryptography
import FoundationEssentials
import HTTPClient
import Observability
import Reactor
import ServiceKit

/// The keys that verify another issuer's tokens: a secret, those of a file, and those of a URL, asked for again now and
/// then. No request waits for them.
@LoopActor final class ExternalKeys: Service {
    nonisolated let name = "external-keys"
    /// One set each: a token without a key's id finds the only key of a set.
    var sets: [JSONWebKeySet] { fixed + (fetched.map { [$0] } ?? []) }
    /// False until the keys of the URL were there once.
    var isLoaded: Bool { url == nil || fetched != nil }

    private let fixed: [JSONWebKeySet]
    private let url: String?
    private let http = HTTPClient(window: 1)
    private let logger: Logger
    private let periodic: Periodic
    private var fetched: JSONWebKeySet?
    private var askedAt: LoopClock.Instant?

    /// New keys are in use within this time, and at the first token that names one nobody knows.
    private static let interval = Duration.seconds(600)
    /// Whoever makes up names of keys does not make us ask more often.
    private static let pause = Duration.seconds(30)
    private static let longest = 256 << 10
    private static let most = 64

    /// Why the keys are not to be had.
    struct Unusable: Error, CustomStringConvertible {
        let description: String
    }

    init(_ config: ExternalTokenConfig, logger: Logger) throws {
        var fixed: [JSONWebKeySet] = []
        if let secret = config.secret {
            guard let key = SigningKey(secret: secret) else {
                throw Unusable(description: "AUTH_EXTERNAL_SECRET must have at least \(SigningKey.shortest) bytes.")
            }
            fixed.append(try JSONWebKeySet([JSONWebKey(id: nil, key)]))
        }
        if let path = config.keys, config.url == nil {
            guard let bytes = try? File.read(path) else {
                throw Unusable(description: "AUTH_EXTERNAL_JWKS: \(path) cannot be read.")
            }
            fixed.append(try Self.publicKeys(bytes))
        }
        self.fixed = fixed
        self.logger = logger
        url = config.url
        periodic = Periodic(every: Self.interval, logger: logger)
    }

    func run() async throws {
        await periodic.run { await self.refresh() ? nil : Self.pause }
    }

    func stop() async {
        await periodic.stop()
        http.shutdown()
    }

    /// A token named a key that is not among them: perhaps it is new.
    func want() {
        guard let askedAt, askedAt.duration(to: .now) > Self.pause else { return }
        periodic.wake()
    }

    /// Asks for the keys of the URL; false, and the old ones stay, when there is no good answer.
    func refresh() async -> Bool {
        guard let url else { return true }
        askedAt = .now
        do {
            let response = try await http.send(
                HTTPClientRequest(
                    url: url, headers: ["Accept": "application/json"], timeout: .seconds(5),
                    maxResponseBytes: Self.longest))
            guard response.status == 200 else { throw Unusable(description: "status \(response.status)") }
            fetched = try Self.publicKeys(response.body)
            return true
        } catch {
            logger.warning("Keys of the other issuer not read, the old ones stay", ["error": LogValue("\(error)")])
            return false
        }
    }

    /// The keys of a set that may be public: a secret in it is a secret no more, and verifies nothing.
    private static func publicKeys(_ json: [UInt8]) throws -> JSONWebKeySet {
        let keys = try JSONWebKeySet(json: json).keys.filter { $0.algorithm != .hs256 }
        guard (1...most).contains(keys.count) else {
            throw Unusable(description: "a key set of \(keys.count) usable keys; 1 to \(most) are taken")
        }
        return try JSONWebKeySet(keys)
    }
}
