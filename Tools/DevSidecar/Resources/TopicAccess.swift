/// Which topics an application may use on a pub/sub component: its four access settings.
struct TopicAccess: Sendable {
    private let allowed: Set<String>
    private let protected: Set<String>
    private let publishing: [String: Set<String>]
    private let subscribing: [String: Set<String>]

    init(_ component: ComponentResource) {
        allowed = Set(Self.list(component["allowedTopics"]))
        protected = Set(Self.list(component["protectedTopics"]))
        publishing = Self.scopes(component["publishingScopes"])
        subscribing = Self.scopes(component["subscriptionScopes"])
    }

    func mayPublish(_ topic: String, _ appID: String) -> Bool { may(topic, appID, publishing) }
    func maySubscribe(_ topic: String, _ appID: String) -> Bool { may(topic, appID, subscribing) }

    private func may(_ topic: String, _ appID: String, _ scopes: [String: Set<String>]) -> Bool {
        if !allowed.isEmpty, !allowed.contains(topic) { return false }
        // An application that is not listed is not restricted, unless the topic is protected.
        guard let scope = scopes[appID], !scope.isEmpty else { return !protected.contains(topic) }
        return scope.contains(topic)
    }

    private static func list(_ text: String?) -> [String] {
        (text ?? "").replacing(" ", with: "").split(separator: ",").map(String.init)
    }

    /// `app1=t1,t2;app2=`: the second may use the topic called "" and so none.
    private static func scopes(_ text: String?) -> [String: Set<String>] {
        var scopes: [String: Set<String>] = [:]
        for part in (text ?? "").replacing(" ", with: "").split(separator: ";") {
            let sides = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard sides.count == 2 else { continue }
            let topics = sides[1].split(separator: ",", omittingEmptySubsequences: false).map(String.init)
            scopes[String(sides[0]), default: []].formUnion(topics)
        }
        return scopes
    }
}
