internal import JSON
internal import Reactor

/// Which path of the application an event is sent to.
extension Statement {
    static let routing: [Statement] = [
        Statement(
            51, "A: the first rule that matches, else the default; neither → not delivered, acknowledged",
            needs: [.pubsub], check: rules),
        Statement(52, "A: routes.default wins over route", needs: [.pubsub]) { bench in
            _ = try await bench.delivered("{}", to: .preferred)
            let other = bench.app.calls.filter { $0.path == "/preferred/not" }
            try Mismatch.unless(other.isEmpty, "\(other.count) deliveries at route")
        },
        Statement(53, "A: a programmatic subscription replaces the declared one", needs: [.pubsub, .declared]) {
            bench in
            let key = bench.newKey()
            try await bench.call(
                "POST", "/v1.0/publish/\(bench.config.pubsub)/\(Name.declaredTopic)?metadata.partitionKey=\(key)", "{}"
            ).expect(204)
            let call = try await bench.first("the event") { $0.key == key && $0.party != .second }
            try Mismatch.unless(call.path == "/programmed", call.path)
        },
        Statement(54, "A: an entry without any path is ignored, the others work", needs: [.pubsub]) { bench in
            let name = bench.name(of: .pathless)
            let listed = try await bench.subscriptions()
            try Mismatch.unless(!listed.contains { $0["topic"]?.string == name }, "\(listed)")
            try Mismatch.unless(!listed.isEmpty, "no subscriptions")
        },
    ]

    @LoopActor private static func rules(_ bench: Bench) async throws {
        for (type, path) in [("a", "/rules/a"), ("b", "/rules/b"), ("z", "/rules/default")] {
            let key = bench.newKey()
            try await bench.publish("{}", query: "metadata.cloudevent.type=\(type)", to: .rules, key: key).expect(204)
            let call = try await bench.first("the event of type \(type)") { $0.key == key }
            try Mismatch.unless(call.path == path, "type \(type) at \(call.path)")
        }
        let key = bench.newKey()
        for type in ["z", "a"] {
            try await bench.publish("{}", query: "metadata.cloudevent.type=\(type)", to: .guarded, key: key).expect(204)
        }
        let call = try await bench.first("the event with a route") { $0.key == key }
        try Mismatch.unless(call.json["type"]?.string == "a", "an event without a route came: \(call.text)")
    }
}
