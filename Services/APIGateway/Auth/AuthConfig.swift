import Configuration
import Cryptography

/// How tokens are made.
struct AuthConfig: Sendable {
    /// Signs access tokens, and everything else that must not be forged, through keys derived from it.
    var secret: [UInt8]
    var issuer: String
    var accessTokenLifetime: Duration
    /// Mixed into every password's hash, so that a stolen database alone is not enough.
    var pepper: [UInt8]?
    /// Nil where no tokens but our own are taken.
    var external: ExternalTokenConfig?

    /// - `auth.secret` (secret): at least 32 bytes; every replica needs the same.
    /// - `auth.issuer` (string, todo), `auth.accessTokenLifetime` (duration, PT15M), `auth.pepper` (secret, none).
    init(_ config: ConfigReader) {
        let text: String? = config.required(
            "auth.secret", secret: true,
            check: {
                $0.utf8.count >= SigningKey.shortest
                    ? nil : "must have at least \(SigningKey.shortest) bytes: openssl rand -base64 48"
            }, "signs access tokens; every replica needs the same")
        secret = Array((text ?? "").utf8)
        issuer = config.value("auth.issuer", default: "todo", "the issuer that access tokens name")
        accessTokenLifetime = config.value(
            "auth.accessTokenLifetime", default: .seconds(900),
            check: { $0 >= .seconds(1) ? nil : "must be at least PT1S" }, "how long an access token is valid")
        let pepper: String? = config.optional("auth.pepper", secret: true, "mixed into the hashes of passwords")
        self.pepper = pepper.map { Array($0.utf8) }
        external = ExternalTokenConfig(config)
    }

    /// A key for one purpose, so that what is signed for one is worth nothing for another.
    func key(for purpose: String) -> [UInt8] { HMACSHA256.code(for: Array(purpose.utf8), key: secret) }
}
