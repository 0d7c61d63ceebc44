public import HTTP
public import JSON

/// The limits of the product, in one place; those of the fields of a task stand with the task's rules.
public enum Limits {
    /// Bytes of a request's body.
    public static let body = 1 << 20
    /// Bytes of an import, which is streamed to a file.
    public static let importBody = 64 << 20
    /// Bytes of a batch of events: 100 of at most 256 KiB would be more than the sidecar's own limit, 4 MiB.
    public static let eventsBody = 4 << 20
    /// Levels of a JSON body.
    public static let jsonDepth = 32
    /// Items of a page, at most and by default.
    public static let page = 100
    public static let defaultPage = 20
    /// Items that pages asked for by number reach: each such page reads all items before it.
    public static let numberedItems = 10_000
    /// Requests of one user, and of one address without a valid token, per minute.
    public static let requestsPerMinute = 600
    /// Users and addresses that the rate limit remembers.
    public static let rateLimitKeys = 10_000
    public static let tagsPerTask = 20
    public static let seriesPerUser = 500
    public static let webhooksPerUser = 10
    public static let streamsPerUser = 5

    public static let json = JSONLimits(depth: jsonDepth, bytes: body)
    public static let events = RouteLimits(body: eventsBody)
    public static let imports = RouteLimits(body: importBody, bodyTimeout: .seconds(300))
}
