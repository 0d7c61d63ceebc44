import Configuration
import Cryptography

/// Whose tokens are taken beside our own, so that a front end with a login of its own can use the API.
struct ExternalTokenConfig: Sendable {
    /// The `iss` and the `aud` that the tokens must name: without them a token for any other program would do.
    var issuer: String
    var audience: String
    /// The secret they are signed with (HS256).
    var secret: [UInt8]?
    /// Where the public keys stand (RS256, ES256, EdDSA): a URL, which is asked again and again, or the path of a file,
    /// which is read at start.
    var keys: String?

    init(issuer: String, audience: String, secret: [UInt8]? = nil, keys: String? = nil) {
        (self.issuer, self.audience, self.secret, self.keys) = (issuer, audience, secret, keys)
    }

    /// Nil where there is neither a secret nor a place of keys: then there are no tokens but our own.
    ///
    /// - `auth.external.secret` (secret), `auth.external.jwks` (string): how the tokens are verified.
    /// - `auth.external.issuer`, `auth.external.audience` (string): what they must say; needed as soon as one of those is
    ///   given.
    init?(_ config: ConfigReader) {
        let secret: String? = config.optional(
            "auth.external.secret", secret: true,
            check: {
                $0.utf8.count >= SigningKey.shortest ? nil : "must have at least \(SigningKey.shortest) bytes"
            }, "verifies tokens of another issuer (HS256)")
        let keys: String? = config.optional(
            "auth.external.jwks", "URL or path of the key set that verifies tokens of another issuer")
        let isOn = secret != nil || keys != nil
        let issuer: String? = Self.text(config, "auth.external.issuer", isOn, "the issuer of those tokens")
        let audience: String? = Self.text(config, "auth.external.audience", isOn, "whom those tokens are for: this API")
        guard isOn else { return nil }
        self.init(
            issuer: issuer ?? "", audience: audience ?? "", secret: secret.map { Array($0.utf8) }, keys: keys)
    }

    private static func text(_ config: ConfigReader, _ key: String, _ isNeeded: Bool, _ help: String) -> String? {
        isNeeded ? config.required(key, help) : config.optional(key, help)
    }

    /// The URL of the keys, where they have one.
    var url: String? { keys.flatMap { $0.hasPrefix("https://") || $0.hasPrefix("http://") ? $0 : nil } }
}
