/// One subscription, from a `kind: Subscription` resource or from the application's `/dapr/subscribe`.
struct SubscriptionResource: Sendable, Equatable {
    enum Origin: String, Sendable {
        case declarative = "DECLARATIVE"
        case programmatic = "PROGRAMMATIC"
    }

    /// An empty `match` always applies.
    struct Rule: Sendable, Equatable {
        let match: String
        let path: String
    }

    struct Bulk: Sendable, Equatable {
        /// What the kafka component uses where the subscription names no figure.
        var maxMessagesCount = 80
        var maxAwait = Duration.milliseconds(10_000)
    }

    let pubsub: String
    let topic: String
    var rules: [Rule]
    var deadLetterTopic = ""
    var metadata: [String: String] = [:]
    var bulk: Bulk?
    var origin = Origin.programmatic
    var scopes: [String] = []

    var isRaw: Bool { metadata["rawPayload"].flatMap(goBool) ?? false }

    /// From a resource file; v1alpha1 has `route`, v2alpha1 `routes`.
    init(_ node: YAMLNode) throws(ResourceError) {
        guard let spec = node["spec"], let pubsub = spec["pubsubname"]?.string, let topic = spec["topic"]?.string else {
            throw ResourceError("a subscription needs spec.pubsubname and spec.topic")
        }
        self.init(pubsub: pubsub, topic: topic, rules: [])
        for rule in spec["routes"]?["rules"]?.items ?? [] {
            guard let path = rule["path"]?.string else { continue }
            rules.append(Rule(match: rule["match"]?.string ?? "", path: path))
        }
        if let path = spec["routes"]?["default"]?.string ?? spec["route"]?.string {
            rules.append(Rule(match: "", path: path))
        }
        deadLetterTopic = spec["deadLetterTopic"]?.string ?? ""
        for item in spec["metadata"]?.members ?? [] { metadata[item.key] = item.value.text }
        if let node = spec["bulkSubscribe"], node["enabled"]?.bool == true {
            bulk = Bulk()
            if let count = node["maxMessagesCount"]?.int, count > 0 { bulk?.maxMessagesCount = count }
            if let wait = node["maxAwaitDurationMs"]?.int, wait > 0 { bulk?.maxAwait = .milliseconds(wait) }
        }
        origin = .declarative
        scopes = node["scopes"]?.strings ?? []
    }

    init(pubsub: String, topic: String, rules: [Rule]) {
        (self.pubsub, self.topic, self.rules) = (pubsub, topic, rules)
    }
}
