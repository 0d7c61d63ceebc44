internal import HTTP
internal import JSON
internal import Reactor

/// `/v1.0/metadata` (dapr-http-contract.md 1.11).
extension SidecarAPI {
    static let version = "1.18.3"

    /// nil when this method and path are no call of the metadata API.
    func metadata(_ request: HTTPRequest, _ path: APIPath) -> HTTPResponse? {
        switch (path.count, request.method) {
        case (2, .get): return .bytes(.ok, inventory() + [10], type: "application/json")
        case (3, .put):
            runtime.extended[path.part(2)] = String(decoding: request.body, as: UTF8.self)
            return .empty(.noContent)
        default: return nil
        }
    }

    private func inventory() -> [UInt8] {
        var members: [(String, JSONValue)] = [
            ("id", .string(appID)), ("runtimeVersion", .string(Self.version)),
            ("components", .array(runtime.components.map(Self.component))),
            ("extended", .texts(runtime.extended.merging(["daprRuntimeVersion": Self.version]) { $1 })),
            ("subscriptions", .array(sidecar.subscriptions.map(Self.subscription))),
        ]
        if let app = application { members.append(("appConnectionProperties", app)) }
        members.append(
            (
                "actorRuntime",
                .members([
                    ("runtimeStatus", "DISABLED"), ("hostReady", false), ("placement", "placement: disconnected"),
                ])
            ))
        return JSONValue.members(members).description.utf8.map { $0 }
    }

    private static func component(_ component: ComponentResource) -> JSONValue {
        let capabilities: [JSONValue] =
            switch component.type {
            case "state.redis": ["ETAG", "TRANSACTIONAL", "TTL"]
            case "pubsub.kafka": ["BULK_PUBSUB"]
            default: []
            }
        return .members([
            ("name", .string(component.name)), ("type", .string(component.type)),
            ("version", .string(component.version)), ("capabilities", .array(capabilities)),
        ])
    }

    private static func subscription(_ subscription: SubscriptionResource) -> JSONValue {
        let rules = subscription.rules.map { rule in
            JSONValue.members(
                [("match", rule.match), ("path", rule.path)].filter { !$0.1.isEmpty }.map { ($0.0, .string($0.1)) })
        }
        var members: [(String, JSONValue)] = [
            ("pubsubname", .string(subscription.pubsub)), ("topic", .string(subscription.topic)),
        ]
        if !subscription.metadata.isEmpty { members.append(("metadata", .texts(subscription.metadata))) }
        members.append(("rules", .array(rules)))
        members.append(("deadLetterTopic", .string(subscription.deadLetterTopic)))
        members.append(("type", .string(subscription.origin.rawValue)))
        return .members(members)
    }

    private var application: JSONValue? {
        guard let port = sidecar.options.appPort else { return nil }
        var members: [(String, JSONValue)] = [
            ("port", .number(JSONNumber(port))), ("protocol", .string(sidecar.options.appProtocol)),
            ("channelAddress", "127.0.0.1"),
        ]
        if sidecar.options.maxConcurrency > 0 {
            members.append(("maxConcurrency", .number(JSONNumber(sidecar.options.maxConcurrency))))
        }
        if let health = sidecar.options.health {
            members.append(
                (
                    "health",
                    .members([
                        ("healthCheckPath", .string(health.path)),
                        ("healthProbeInterval", .string(GoDuration.text(health.interval))),
                        ("healthProbeTimeout", .string(GoDuration.text(health.timeout))),
                        ("healthThreshold", .number(JSONNumber(health.threshold))),
                    ])
                ))
        }
        return .members(members)
    }
}
