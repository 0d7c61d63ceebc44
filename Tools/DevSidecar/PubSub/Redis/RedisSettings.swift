/// The settings of a `pubsub.redis` component that decide how events are delivered.
struct RedisSettings: Sendable, Equatable {
    /// An event that nobody has acknowledged for so long is handed out again.
    var processingTimeout = Duration.seconds(60)
    /// How often such events are looked for.
    var redeliverInterval = Duration.seconds(15)
    /// Events fetched ahead, and handled at the same time, for all topics together.
    var queueDepth = 100
    var concurrency = 10

    init() {}

    init(_ component: ComponentResource) throws(ResourceError) {
        processingTimeout = try component.duration("processingTimeout", default: processingTimeout)
        // Only a bare number is read; anything else is silently left at what it was.
        if let text = component["redeliverInterval"], let milliseconds = Int64(text) {
            redeliverInterval = .milliseconds(milliseconds)
        }
        queueDepth = component["queueDepth"].flatMap { Int($0) } ?? queueDepth
        concurrency = max(1, component["concurrency"].flatMap { Int($0) } ?? concurrency)
    }

    /// Either of the two at 0 switches it off.
    var claims: Bool { processingTimeout > .zero && redeliverInterval > .zero }
}
