internal import JSON

/// The topics of a run, each with a path of the same name.
enum Topic: String, CaseIterable, Sendable {
    case events, raw, answers, parked, dead, rules, guarded, preferred, pathless, bulk, shared, slashed, policy

    var path: String { "/\(rawValue)" }

    func name(_ prefix: String) -> String { "\(prefix)-\(self == .slashed ? "a/b" : rawValue)" }
}

extension Topic {
    /// The entry of `/dapr/subscribe`.
    func subscription(prefix: String, pubsub: String) -> JSONValue {
        var entry: JSONObject = ["pubsubname": .string(pubsub), "topic": .string(name(prefix))]
        switch self {
        case .raw:
            entry["route"] = .string(path)
            entry["metadata"] = ["rawPayload": "true"]
        case .parked:
            entry["route"] = .string(path)
            entry["deadLetterTopic"] = .string(Topic.dead.name(prefix))
        case .rules:
            entry["routes"] = [
                "rules": [
                    ["match": "event.type == \"a\"", "path": "/rules/a"],
                    ["match": "event.type == \"a\"", "path": "/rules/late"],
                    ["match": "event.type == \"b\"", "path": "/rules/b"],
                ], "default": "/rules/default",
            ]
        case .guarded:
            entry["routes"] = ["rules": [["match": "event.type == \"a\"", "path": .string(path)]]]
        case .preferred:
            entry["route"] = "/preferred/not"
            entry["routes"] = ["default": .string(path)]
        case .pathless: break
        case .bulk:
            entry["route"] = .string(path)
            entry["bulkSubscribe"] = ["enabled": true, "maxMessagesCount": 5, "maxAwaitDurationMs": 500]
        default: entry["route"] = .string(path)
        }
        return .object(entry)
    }
}
