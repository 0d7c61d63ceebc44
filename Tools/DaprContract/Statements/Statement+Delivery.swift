internal import HTTP
internal import JSON
internal import Reactor

/// How events reach the application.
extension Statement {
    static let delivery: [Statement] = [
        Statement(
            40, "A: a delivery is a POST of application/cloudevents+json with header pubsubname", needs: [.pubsub]
        ) {
            let call = try await $0.delivered("{}", query: "metadata.Custom-Name=v&metadata.under_score=u")
            try Mismatch.unless(call.method == "POST", call.name)
            let wanted = [
                ("Content-Type", "application/cloudevents+json"), ("pubsubname", $0.config.pubsub),
                ("Custom-Name", "v"), ("under_score", "u"),
            ]
            for (name, value) in wanted {
                let seen = call.headers[name] ?? "no value"
                try Mismatch.unless(seen == value, "\(name): \(seen)")
            }
            if $0.isKafka {
                for name in ["__key", "__topic", "__partition", "__offset", "__timestamp"] {
                    try Mismatch.unless(call.headers.contains(name), "no \(name)")
                }
            }
        },
        Statement(
            41, "A: everything but health probes carries the app's token", needs: [.pubsub, .appToken],
            check: appToken),
        Statement(
            56, "A: a bulk delivery has entries, and type com.dapr.event.sent.bulk; without an answer all come again",
            needs: [.kafka], check: bulkDelivery),
        Statement(57, "A: app-max-concurrency 1 → never two calls at once", needs: [.pubsub, .serial]) { bench in
            bench.app.script(Topic.shared.path) { _ in
                try? await LoopClock().sleep(for: .milliseconds(10))
                return .empty(.ok)
            }
            let keys = (0..<12).map { _ in bench.newKey() }
            for key in keys { try await bench.publish("{}", to: .shared, key: key).expect(204) }
            for key in keys { _ = try await bench.first("the event") { $0.party == .own && $0.key == key } }
            try Mismatch.unless(bench.app.mostAtOnce == 1, "\(bench.app.mostAtOnce) at once")
        },
    ]

    @LoopActor private static func appToken(_ bench: Bench) async throws {
        _ = try await bench.delivered("{}")
        if bench.components[Name.tick] != nil {
            _ = try await bench.first("a tick") { $0.name == "POST /\(Name.tick)" }
        }
        for call in bench.app.calls where call.party == .own {
            let tokens = call.headers.values("dapr-api-token")
            try Mismatch.unless(tokens == [bench.config.appToken ?? ""], "\(call.name) with \(tokens.count) tokens")
        }
        for probe in bench.app.probes {
            try Mismatch.unless(!probe.headers.contains("dapr-api-token"), "\(probe.name) with a token")
        }
    }

    @LoopActor private static func bulkDelivery(_ bench: Bench) async throws {
        var refusals = 1
        bench.app.script(Topic.bulk.path) { call in
            guard refusals > 0 else { return nil }
            refusals -= 1
            return .empty(.ok)
        }
        let key = bench.newKey()
        let entries = (0..<5).map {
            #"{"entryId":"\#($0)","event":{"n":\#($0)},"contentType":"application/json","#
                + #""metadata":{"partitionKey":"\#(key)"}}"#
        }
        try await bench.publishBulk("[\(entries.joined(separator: ","))]", to: .bulk).expect(204)
        let app = bench.app
        let came = { @LoopActor () -> [AppCall] in app.calls.filter { $0.path == Topic.bulk.path } }
        try await app.until("the batch again", within: bench.config.patience) {
            guard let first = came().first else { return false }
            return Set(came().dropFirst().flatMap(Self.numbers)).isSuperset(of: Self.numbers(first))
        }
        guard let first = came().first else { return }
        try Mismatch.unless(first.headers["Content-Type"] == "application/json", first.headers["Content-Type"] ?? "-")
        let batch = first.json
        try Mismatch.unless(batch["type"]?.string == "com.dapr.event.sent.bulk", "\(batch)")
        for name in ["id", "topic", "pubsubname"] {
            try Mismatch.unless(batch[name]?.string?.isEmpty == false, "\(name) in \(batch)")
        }
        for entry in batch["entries"]?.array ?? [] {
            try Mismatch.unless(entry["entryId"]?.string != nil && entry["event"]?["data"] != nil, "\(entry)")
            try Mismatch.unless(entry["contentType"]?.string == "application/cloudevents+json", "\(entry)")
        }
    }

    private static func numbers(_ batch: AppCall) -> [Int] {
        (batch.json["entries"]?.array ?? []).compactMap { $0["event"]?["data"]?["n"]?.int }
    }
}
