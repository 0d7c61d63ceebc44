internal import Reactor

/// An application that says it is not well, and the end of a sidecar.
extension Statement {
    static let health: [Statement] = [
        Statement(
            100, "S: while the app is unhealthy, invoking it → 500, publish still 204", needs: [.pubsub, .healthCheck]
        ) { bench in
            bench.app.isHealthy = false
            try await bench.poll("the sidecar's notice") { () throws(Mismatch) in
                try await bench.call("GET", "/v1.0/invoke/\(bench.appID)/method/x").status == 500
            }
            try await bench.publish("{}", key: bench.newKey()).expect(204)
            try await bench.call("GET", "/v1.0/healthz").expect(204)
        },
        Statement(
            99, "A: an unhealthy app gets no events; after one success they come, none lost",
            needs: [.pubsub, .healthCheck]
        ) { bench in
            let app = bench.app
            app.isHealthy = false
            try await bench.poll("the sidecar's notice") { () throws(Mismatch) in
                try await bench.call("GET", "/v1.0/invoke/\(bench.appID)/method/x").status == 500
            }
            let key = bench.newKey()
            try await bench.publish("{}", key: key).expect(204)
            let probes = app.probes.count
            try await app.until("two probes", within: bench.config.patience) { app.probes.count >= probes + 2 }
            let early = app.calls.filter { $0.key == key }
            app.isHealthy = true
            try Mismatch.unless(early.isEmpty, "a delivery while unhealthy")
            _ = try await bench.first("the event, once healthy") { $0.key == key }
            let asked = app.calls.count { $0.party == .own && $0.path == "/dapr/subscribe" }
            try Mismatch.unless(asked == 1, "/dapr/subscribe was asked for \(asked) times")
        },
    ]

    static let theEnd: [Statement] = [
        Statement(98, "S: POST /v1.0/shutdown → 204, then the port closes", needs: [.shutdown]) { bench in
            try await bench.call("POST", "/v1.0/shutdown").expect(204)
            try await bench.poll("the end of the port") { () throws(Mismatch) in
                (try? await bench.sidecar.call("GET", "/v1.0/healthz/outbound")) == nil
            }
        }
    ]
}
