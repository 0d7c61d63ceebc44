/// What a token must say beside having a good signature.
public struct VerificationPolicy: Sendable {
    /// The `iss` it must have; nil does not look at it.
    public let issuer: String?
    /// What its `aud` must contain; nil does not look at it.
    public let audience: String?
    /// The `typ` it must have, without the prefix `application/`; nil does not look at it.
    public let type: String?
    /// How far the clocks may differ at `exp` and `nbf`.
    public let leeway: Duration

    /// A policy; RFC 8725 advises to demand all three.
    public init(issuer: String?, audience: String?, type: String? = "at+jwt", leeway: Duration = .seconds(30)) {
        self.issuer = issuer
        self.audience = audience
        self.type = type
        self.leeway = leeway
    }
}
