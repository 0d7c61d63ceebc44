internal import HTTPClient
internal import JSON
internal import Reactor

/// What a statement works with: the sidecar, the application, and what the sidecar says it has.
@LoopActor final class Bench {
    let config: ContractConfig
    let prefix: String
    let recorder: Recorder
    let sidecar: SidecarClient
    let app: AppSide
    let second: SidecarClient?
    private(set) var appID = ""
    private(set) var secondID = ""
    /// Types by name.
    private(set) var components: [String: String] = [:]
    /// Called with the port when an application begins to listen.
    var opened: @LoopActor (AppCall.Party, Int) -> Void = { _, _ in }
    private var keys = 0

    init(_ config: ContractConfig, recorder: Recorder) {
        self.config = config
        self.recorder = recorder
        prefix = config.prefix ?? "contract-\(UInt32.random(in: .min ... .max))"
        sidecar = SidecarClient(config.sidecar, token: config.apiToken, recorder: recorder)
        second = config.secondSidecar.map { SidecarClient($0, token: config.apiToken, recorder: recorder) }
        app = AppSide(healthPath: config.healthPath, recorder: recorder)
    }

    var isKafka: Bool { components[config.pubsub] == "pubsub.kafka" }
    var stateType: String { components[config.state] ?? "none" }
    /// As the recorded exchanges name it.
    var profile: String {
        [config.pubsub, config.state].compactMap { components[$0]?.split(separator: ".").last.map(String.init) }
            .joined(separator: "+")
    }

    func readInventory() async throws(Mismatch) {
        let metadata = try await sidecar.call("GET", "/v1.0/metadata").expect(200).json
        appID = metadata["id"]?.string ?? ""
        for component in metadata["components"]?.array ?? [] {
            if let name = component["name"]?.string { components[name] = component["type"]?.string }
        }
        if let second {
            secondID = try await second.call("GET", "/v1.0/metadata").expect(200).json["id"]?.string ?? ""
        }
    }

    func prepareSubscriptions() {
        let own = Topic.allCases.filter { topic in
            switch topic {
            case .policy: components[Name.policy] != nil
            // To kafka a slash is no topic, and one invalid name stops all subscriptions of the component.
            case .slashed: !isKafka
            default: components[config.pubsub] != nil
            }
        }
        let programmed: JSONValue = [
            "pubsubname": .string(config.pubsub), "topic": .string(Name.declaredTopic), "route": "/programmed",
        ]
        app.subscriptions[.own] = .array(
            own.map { $0.subscription(prefix: prefix, pubsub: pubsub(of: $0)) } + (own.isEmpty ? [] : [programmed]))
        app.subscriptions[.replica] = app.subscriptions[.own]
        app.subscriptions[.second] = [Topic.shared.subscription(prefix: prefix, pubsub: config.pubsub)]
    }

    // MARK: Calls

    func call(
        _ method: String, _ path: String, _ body: String? = nil, type: String? = "application/json",
        headers: HTTPClientHeaders = [:]
    ) async throws(Mismatch) -> Answer {
        try await sidecar.call(method, path, body, type: type, headers: headers)
    }

    func pubsub(of topic: Topic) -> String { topic == .policy ? Name.policy : config.pubsub }

    func name(of topic: Topic) -> String { topic.name(prefix) }

    /// A key that no event had before.
    func newKey() -> String {
        keys += 1
        return "key\(keys)"
    }

    func publish(
        _ body: String, type: String? = "application/json", query: String = "", to topic: Topic = .events,
        key: String? = nil
    ) async throws(Mismatch) -> Answer {
        let parts = [key.map { "metadata.partitionKey=\($0)" } ?? "", query].filter { !$0.isEmpty }
        let path = "/v1.0/publish/\(pubsub(of: topic))/\(name(of: topic))"
        return try await call(
            "POST", parts.isEmpty ? path : "\(path)?\(parts.joined(separator: "&"))", body, type: type)
    }

    func publishBulk(_ body: String, query: String = "", to topic: Topic = .events) async throws(Mismatch) -> Answer {
        try await call(
            "POST", "/v1.0/publish/bulk/\(pubsub(of: topic))/\(name(of: topic))\(query.isEmpty ? "" : "?\(query)")",
            body)
    }

    func invoke(_ body: String) async throws(Mismatch) -> Answer {
        try await call("POST", "/v1.0/bindings/\(Name.web)", body)
    }

    /// What the sidecar says it subscribes to.
    func subscriptions() async throws(Mismatch) -> [JSONValue] {
        try await call("GET", "/v1.0/metadata").expect(200).json["subscriptions"]?.array ?? []
    }

    /// Listens for the calls of a party, and tells the port.
    func listen(_ party: AppCall.Party, _ port: Int) throws {
        opened(party, try app.listen(party, port: port))
    }

    // MARK: Deliveries

    /// The first call so far, or to come, that fits.
    func first(_ what: String, where fits: @escaping @LoopActor (AppCall) -> Bool) async throws(Mismatch) -> AppCall {
        try await app.until(what, within: config.patience) { self.app.calls.contains(where: fits) }
        guard let call = app.calls.first(where: fits) else { throw Mismatch("\(what) did not come") }
        return call
    }

    /// Publishes an event with a key of its own and answers its delivery.
    func delivered(
        _ body: String, type: String? = "application/json", query: String = "", to topic: Topic = .events
    ) async throws(Mismatch) -> AppCall {
        let key = newKey()
        try await publish(body, type: type, query: query, to: topic, key: key).expect(204)
        return try await first("the event on \(topic)") { $0.path == topic.path && $0.key == key }
    }

    /// All deliveries of a key but the sentinel's, once nothing more of it can come.
    ///
    /// The sentinel is published with the same key: kafka delivers it only after what was before it. Elsewhere only
    /// silence can tell.
    func settled(_ key: String, on topic: Topic, at path: String? = nil) async throws -> [AppCall] {
        let path = path ?? topic.path
        try await publish(#"{"sentinel":true}"#, to: topic, key: key).expect(204)
        _ = try await first("the event after it on \(topic)") { $0.key == key && $0.isSentinel }
        if !isKafka { try await LoopClock().sleep(for: config.quiet) }
        return app.calls.filter { $0.path == path && $0.key == key && !$0.isSentinel }
    }

    /// Asks again and again until the answer is the wanted one.
    func poll(
        _ what: String, _ isDone: @LoopActor () async throws(Mismatch) -> Bool
    ) async throws {
        let end = LoopClock.Instant.now.advanced(by: config.patience)
        while try await !isDone() {
            try Mismatch.unless(.now < end, "\(what) did not come within \(config.patience)")
            try await LoopClock().sleep(for: .milliseconds(50))
        }
    }

    func close() async {
        sidecar.close()
        second?.close()
        await app.close()
    }
}
