public import Configuration

/// How many requests are too many.
public struct RateLimitConfig: Sendable {
    /// Requests of one user per minute; 0: no limit at all, for users and addresses.
    public var perUser: Int
    /// Requests without a valid token of one address per minute; 0: no limit.
    public var perAddress: Int
    /// Proxies in front that append to `X-Forwarded-For`; 0: the peer is the client.
    public var trustedProxies: Int

    public init(
        perUser: Int = Limits.requestsPerMinute, perAddress: Int = Limits.requestsPerMinute, trustedProxies: Int = 0
    ) {
        (self.perUser, self.perAddress, self.trustedProxies) = (perUser, perAddress, trustedProxies)
    }

    /// - `http.rateLimit` (int, default 600): requests per minute and user; 0 switches all limits off.
    /// - `http.rateLimitPerAddress` (int, default 600): the same for an address without a valid token; 0: none.
    /// - `http.trustedProxies` (int, default 0): proxies in front whose X-Forwarded-For is believed.
    public init(_ config: ConfigReader) {
        let notNegative: (Int) -> String? = { $0 >= 0 ? nil : "must not be negative" }
        perUser = config.value(
            "http.rateLimit", default: Limits.requestsPerMinute, check: notNegative,
            "Requests per minute of one user; 0 switches all rate limits off.")
        perAddress = config.value(
            "http.rateLimitPerAddress", default: Limits.requestsPerMinute, check: notNegative,
            "Requests per minute without a valid token from one address; 0 for no limit.")
        trustedProxies = config.value(
            "http.trustedProxies", default: 0, check: notNegative,
            "Proxies in front of us whose X-Forwarded-For is believed.")
    }
}
