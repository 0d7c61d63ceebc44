internal import JSON

/// The answer of an application to `GET /dapr/subscribe`.
enum SubscriptionList {
    struct Mistake: Error, CustomStringConvertible {
        let description: String
    }

    /// Its subscriptions; an entry without any path is left out. Throws when the list cannot be used as a whole.
    static func decode(_ body: [UInt8]) throws(Mistake) -> [SubscriptionResource] {
        guard body.contains(where: { $0 > 0x20 }) else { return [] }
        let value: JSONValue
        do {
            value = try JSONReader.parse(body, limits: JSONLimits(depth: 64, bytes: .max))
        } catch { throw Mistake(description: "\(error)") }
        if value.isNull { return [] }
        guard let items = value.array else { throw Mistake(description: "the list is \(value.kind)") }
        var list: [SubscriptionResource] = []
        for item in items {
            guard item.object != nil else { throw Mistake(description: "an entry is \(item.kind)") }
            let subscription = try subscription(item)
            if !subscription.rules.isEmpty { list.append(subscription) }
        }
        return list
    }

    private static func subscription(_ item: JSONValue) throws(Mistake) -> SubscriptionResource {
        func text(_ value: JSONValue?, _ name: String) -> String { value?.member(ignoringCase: name)?.string ?? "" }
        var subscription = SubscriptionResource(
            pubsub: text(item, "pubsubname"), topic: text(item, "topic"), rules: [])
        let routes = item.member(ignoringCase: "routes")
        for rule in routes?.member(ignoringCase: "rules")?.array ?? [] {
            let match = text(rule, "match")
            // One that cannot be read fails the whole list, as a syntax error in CEL does.
            do { _ = try RouteCondition(match) } catch { throw Mistake(description: error.description) }
            subscription.rules.append(.init(match: match, path: text(rule, "path")))
        }
        let standard = text(routes, "default")
        let path = standard.isEmpty ? text(item, "route") : standard
        if !path.isEmpty { subscription.rules.append(.init(match: "", path: path)) }
        subscription.deadLetterTopic = text(item, "deadLetterTopic")
        for member in item.member(ignoringCase: "metadata")?.object?.members ?? [] {
            guard let value = member.value.string else { throw Mistake(description: "metadata \(member.name)") }
            subscription.metadata[member.name] = value
        }
        if let bulk = item.member(ignoringCase: "bulkSubscribe"), bulk.member(ignoringCase: "enabled")?.bool == true {
            var settings = SubscriptionResource.Bulk()
            if let count = bulk.member(ignoringCase: "maxMessagesCount")?.int, count > 0 {
                settings.maxMessagesCount = count
            }
            if let wait = bulk.member(ignoringCase: "maxAwaitDurationMs")?.int, wait > 0 {
                settings.maxAwait = .milliseconds(wait)
            }
            subscription.bulk = settings
        }
        return subscription
    }
}
