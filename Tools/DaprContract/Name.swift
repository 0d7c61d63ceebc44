/// The components of `Components/` that no flag names.
enum Name {
    /// A pub/sub component with an inbound retry of 100 ms, twice, and rounds of a second.
    static let policy = "policy"
    /// One with `allowedTopics`.
    static let scoped = "scoped"
    /// A state store with `keyPrefix: none`.
    static let shared = "shared"
    static let web = "web"
    /// Cron bindings that fire each second: asked about, refused by the application, and declared as input.
    static let tick = "tick"
    static let refused = "refused"
    static let declared = "declared"
    /// A topic with a declared subscription, to path /declared-topic.
    static let declaredTopic = "contract-declared"
    static let secrets = "secrets"
    static let echo = "echo"
}
