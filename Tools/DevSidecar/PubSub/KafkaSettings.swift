/// The settings of a `pubsub.kafka` component that decide how events are stored and delivered.
struct KafkaSettings: Sendable, Equatable {
    enum InitialOffset: String, Sendable {
        case oldest, newest
    }

    var initialOffset = InitialOffset.newest
    var consumeRetryEnabled = true
    /// The component's own repetition, in place, after the runtime has given up.
    var backOff = RetrySchedule(.constant(.seconds(5)), maxRetries: nil)
    var heartbeatInterval = Duration.seconds(3)
    var sessionTimeout = Duration.seconds(10)
    var maxMessageBytes = 1 << 20
    /// nil: the application's id.
    var consumerGroup: String?

    init() {}

    init(_ component: ComponentResource) throws(ResourceError) {
        func mistake(_ name: String) -> ResourceError {
            ResourceError("component \(component.name): invalid value of \(name): \(component[name] ?? "")")
        }
        if let text = component["initialOffset"], !text.isEmpty {
            guard let value = InitialOffset(rawValue: text) else { throw mistake("initialOffset") }
            initialOffset = value
        }
        if let text = component["consumeRetryEnabled"] {
            guard let value = goBool(text) else { throw mistake("consumeRetryEnabled") }
            consumeRetryEnabled = value
        }
        let wait = try component.duration("backOffDuration", default: .seconds(5))
        switch component["backOffPolicy"] ?? "constant" {
        case "constant": backOff.policy = .constant(wait)
        case "exponential":
            backOff.policy = .exponential(cap: try component.duration("backOffMaxInterval", default: .seconds(60)))
        default: throw mistake("backOffPolicy")
        }
        if let text = component["backOffMaxRetries"] {
            guard let value = Int(text) else { throw mistake("backOffMaxRetries") }
            backOff.maxRetries = value < 0 ? nil : value
        }
        heartbeatInterval = try component.duration("heartbeatInterval", default: .seconds(3))
        sessionTimeout = try component.duration("sessionTimeout", default: .seconds(10))
        if let text = component["maxMessageBytes"] {
            guard let value = Int(text), value > 0 else { throw mistake("maxMessageBytes") }
            maxMessageBytes = value
        }
        consumerGroup = component["consumerGroup"] ?? component["consumerID"]
    }

    /// Shortens session and heartbeats in proportion.
    mutating func limitSession(to limit: Duration) {
        sessionTimeout = min(sessionTimeout, limit)
        heartbeatInterval = min(heartbeatInterval, limit / 4)
    }
}
