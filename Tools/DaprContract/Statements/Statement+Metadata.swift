internal import JSON
internal import Reactor

/// What a sidecar tells of itself, and how much it takes.
extension Statement {
    static let metadata: [Statement] = [
        Statement(96, "S: metadata lists id, components, subscriptions; PUT → 204 and in extended") { bench in
            let metadata = try await bench.call("GET", "/v1.0/metadata").expect(200).json
            try Mismatch.unless(metadata["id"]?.string?.isEmpty == false, "\(metadata)")
            for component in metadata["components"]?.array ?? [] {
                for name in ["name", "type", "version"] {
                    try Mismatch.unless(component[name]?.string?.isEmpty == false, "\(component)")
                }
            }
            for subscription in metadata["subscriptions"]?.array ?? [] {
                let type = subscription["type"]?.string ?? ""
                try Mismatch.unless(["PROGRAMMATIC", "DECLARATIVE"].contains(type), "\(subscription)")
            }
            try await bench.call("PUT", "/v1.0/metadata/contract", "v 1", type: "text/plain").expect(204)
            let extended = try await bench.call("GET", "/v1.0/metadata").expect(200).json["extended"]
            try Mismatch.unless(extended?["contract"]?.string == "v 1", "\(extended ?? .null)")
        },
        Statement(97, "S: publish of 5 MiB → 500 ERR_PUBSUB_PUBLISH_MESSAGE, not 413", needs: [.pubsub]) { bench in
            let body = "\"" + String(repeating: "x", count: 5 << 20) + "\""
            try await bench.publish(body).expect(500, "ERR_PUBSUB_PUBLISH_MESSAGE")
        },
        Statement(39, "A: /dapr/subscribe is asked for once only", needs: [.pubsub]) { bench in
            let count = bench.app.calls.count { $0.party == .own && $0.path == "/dapr/subscribe" }
            try Mismatch.unless(count == 1, "\(count) times")
        },
    ]
}
