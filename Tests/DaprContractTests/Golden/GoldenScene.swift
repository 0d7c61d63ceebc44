@testable import DevSidecar

/// How the sidecar of a recording was set up.
struct GoldenScene: Hashable {
    enum Kind: Hashable {
        case ordinary, withoutApplication, bare, tracing(String), apiToken, appToken, bothTokens
        case expiring, expiringStore, storeGone, narrowSecrets, refusedUpstream, slowUpstream, applicationGone,
            unhealthy
        case shutdown, forcedShutdown
    }

    /// It reads keys before and after their end, which a machine that stands still may miss.
    var isTimed: Bool { kind == .expiring || kind == .expiringStore }
    /// The application is not there.
    var isAlone: Bool { kind == .withoutApplication || kind == .applicationGone }

    let file: String
    let kind: Kind

    init(_ exchange: GoldenExchange) {
        file = exchange.file
        kind =
            switch (exchange.file, exchange.statement, exchange.name.split(separator: "#").last ?? "") {
            case ("pubsub-kafka", "1", _), ("pubsub-kafka", "2", _): .withoutApplication
            case ("pubsub-kafka", "5", _): .apiToken
            case ("pubsub-kafka", "trace", "0"), ("pubsub-kafka", "trace", "1"): .tracing("0")
            case ("pubsub-kafka", "trace", _): .tracing("1")
            case ("pubsub-kafka", "token-metadata", _): .appToken
            case ("state-redis", "74", "1"), ("bindings", "77", "6"), ("rest", "86", "22"): .bare
            case ("state-redis", "defaultttl", _): .expiringStore
            case ("state-redis", "73", _), ("state-redis", "ttl", _): .expiring
            case ("rest", "85", _): .bothTokens
            case ("rest", "87", _): .narrowSecrets
            case ("rest", "98", "1"): .shutdown
            case ("rest", "98", "2"): .forcedShutdown
            case ("rest", "84", "2"), ("rest", "84", "5"): .applicationGone
            case ("state-redis", "start", _): .storeGone
            case ("rest", "100", _): .unhealthy
            case ("bindings", "77", "5"): .refusedUpstream
            case ("bindings", "79", "2"): .slowUpstream
            default: .ordinary
            }
    }

    /// The application's id, where no delivery tells it.
    var appID: String {
        switch (file, kind) {
        case (_, .bare): "c2-bare"
        case (_, .storeGone): "c2-down"
        case ("pubsub-kafka", _): "c1-4fca53-app1"
        case ("state-redis", _): "c2-app1"
        case ("rest", .unhealthy): "c2-health"
        default: "c2-a"
        }
    }

    var tokens: SidecarRuntime.Tokens {
        switch kind {
        case .apiToken: .init(api: "side")
        case .appToken: .init(app: "app-secret")
        case .bothTokens: .init(api: "side", app: "app-token")
        default: .init()
        }
    }

    // MARK: Resources

    static let secrets =
        #"{"plain":"p","redis":{"pw":"x","deep":{"a":"1"}},"list":["l0","l1"],"num":1,"yes":true,"hidden":"h"}"#

    var configuration: String {
        var text = "kind: Configuration\nmetadata: {name: c}\nspec:\n  metrics: {enabled: true}\n"
        switch kind {
        case .tracing(let rate): text += "  tracing: {samplingRate: \"\(rate)\"}\n"
        case .narrowSecrets:
            text += "  secrets: {scopes: [{storeName: file, defaultAccess: deny,"
            text += " allowedSecrets: [plain, \"redis:pw\"]}]}\n"
        default: text += "  secrets: {scopes: [{storeName: file, defaultAccess: allow, deniedSecrets: [hidden]}]}\n"
        }
        return text
    }

    var resources: [String] {
        // A store that could not be reached at the start is as one that is not there.
        guard kind != .bare, kind != .storeGone else { return [] }
        let kafka = [
            "backOffDuration": "20ms", "heartbeatInterval": "20ms", "initialOffset": "oldest",
        ]
        var found = [
            Self.component("pubsub", "pubsub.kafka", kafka),
            Self.component("policy", "pubsub.kafka", kafka.merging(["consumerGroup": "policy"]) { $1 }),
            Self.component("scoped", "pubsub.kafka", ["allowedTopics": "allowed"]),
            Self.component(
                "statestore", "state.redis", kind == .expiringStore ? ["ttlInSeconds": "1"] : ["redisHost": "r"]),
            Self.component("shared", "state.redis", ["keyPrefix": "none"]),
            Self.component("named", "state.redis", ["keyPrefix": "name"]),
            Self.component("spaced", "state.redis", ["keyPrefix": "namespace"]),
            Self.component("literal", "state.redis", ["keyPrefix": "literal"]),
            Self.component("echo", "conversation.echo", ["responseCacheTTL": ""]),
            Self.component("env", "secretstores.local.env", ["prefix": "MY_"]),
        ]
        for (name, more) in [
            ("file", ["nestedSeparator": ":"]), ("multi", ["multiValued": "true"]), ("dots", ["nestedSeparator": "."]),
        ] {
            let place = ["secretsFile": "FOLDER/secrets.json"]
            found.append(Self.component(name, "secretstores.local.file", more.merging(place) { $1 }))
        }
        let web =
            switch kind {
            case .refusedUpstream: ["url": "http://127.0.0.1:1/"]
            case .slowUpstream: ["url": "http://127.0.0.1:PORT/base", "responseTimeout": "100ms"]
            default: ["url": "http://127.0.0.1:PORT/base"]
            }
        found.append(Self.component("web", "bindings.http", web))
        found.append(Self.component("mail", "bindings.smtp", ["host": "127.0.0.1", "port": "MAIL"]))
        return found
    }

    private static func component(_ name: String, _ type: String, _ metadata: [String: String]) -> String {
        let items = metadata.sorted { $0.key < $1.key }.map { "    - {name: \($0.key), value: \"\($0.value)\"}" }
        return """
            apiVersion: dapr.io/v1alpha1
            kind: Component
            metadata: {name: \(name)}
            spec:
              type: \(type)
              version: v1
              metadata:
            \(items.joined(separator: "\n"))
            """
    }
}
